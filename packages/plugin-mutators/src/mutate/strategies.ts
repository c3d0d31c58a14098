/** Ways to have a task done that differ in kind, not in words: one is suggested to the model that explores. */
export const STRATEGIES: readonly string[] = [
  'one short imperative sentence and nothing else',
  'a numbered procedure: what to do first, second and last',
  'ordered decision rules of the form "if … then …", the first that applies counts',
  'questions that the agent asks itself before it answers',
  'definitions: what each possible answer means, and where its border is',
  'contrast: what is easily confused, and how to tell it apart',
  'the reader: who needs the output, for what, and what it must hold for that',
  'the form of the output first, then how to fill it in',
  'finding the evidence in the input first, then concluding from it',
  'ruling out what does not fit until one thing is left',
  'an expert role with the habits of that profession',
  'a checklist that the output must pass before it is given',
];
