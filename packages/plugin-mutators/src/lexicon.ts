/** Phrases that can stand for each other in an instruction. */
export interface Phrases {
  /** Found in a prompt and put into it. */
  readonly swap: readonly string[];
  /** Only put into it: they mean too many things to be found. '' leaves the phrase out. */
  readonly into?: readonly string[];
}

/** Meanings shift on purpose: what a small model understands is found by trying. */
export const LEXICON: readonly Phrases[] = [
  // What to do: verbs with an object.
  { swap: ['classify', 'categorize'], into: ['label', 'sort'] },
  { swap: ['decide', 'determine', 'find out', 'say'] },
  { swap: ['choose', 'pick', 'select'], into: ['name'] },
  { swap: ['read', 'look at'], into: ['study'] },
  { swap: ['write down'], into: ['note', 'list'] },
  { swap: ['extract', 'copy'], into: ['find', 'list'] },
  { swap: ['solve', 'work out', 'calculate'] },
  { swap: ['check', 'verify'], into: ['review'] },
  { swap: ['explain', 'describe'] },
  {
    swap: [
      'summarize',
      'sum up',
      'write a short note on',
      'write one short note on',
      'write a note on',
      'say in a few words what matters in',
      'copy the key words of',
      'repeat the most important words of',
      'name the topic of',
    ],
  },
  { swap: ['make sure', 'be sure', 'take care'] },
  { swap: ['use', 'rely on', 'consider'] },
  // How to answer.
  { swap: ['answer with', 'reply with', 'respond with'], into: ['output', 'write', 'say'] },
  {
    swap: ['answer with one word', 'reply with one word', 'reply with only one word', 'give a one-word answer'],
    into: ['use one word only', 'one word'],
  },
  {
    swap: ['answer with one of', 'reply with one of', 'choose one of', 'your whole answer is one of', 'say one of'],
    into: ['answer with one word', 'answer only'],
  },
  {
    swap: ['answer in one sentence', 'reply with one short sentence', 'write one sentence'],
    into: ['use a few words'],
  },
  { swap: ['reply with JSON only', 'output only JSON', 'answer with JSON and nothing else', 'return only JSON'] },
  { swap: ['nothing else', 'no other words', 'no explanation', 'without explanation'] },
  { swap: ['do not explain', 'give no explanation', 'do not add anything'], into: ['no explanation', ''] },
  { swap: ['think step by step', 'work step by step', 'take it step by step'], into: ['first think, then answer', ''] },
  { swap: ['on the last line', 'at the end'] },
  { swap: ['in one word', 'in a few words', 'in one sentence', 'in one short sentence', 'in at most ten words'] },
  // Which: adjectives.
  { swap: ['careful', 'thorough', 'precise', 'attentive'] },
  { swap: ['short', 'brief', 'concise'] },
  { swap: ['expert', 'specialist', 'professional'] },
  { swap: ['important', 'key', 'main'] },
  { swap: ['best', 'most fitting', 'most likely'], into: ['right'] },
  { swap: ['correct', 'right'], into: ['true'] },
  { swap: ['clear', 'plain', 'simple'] },
  { swap: ['helpful', 'reliable', 'friendly'] },
  // Who and what: nouns.
  { swap: ['assistant', 'agent'], into: ['clerk', 'worker'] },
  { swap: ['category'], into: ['label', 'class', 'kind', 'topic'] },
  { swap: ['message', 'request'], into: ['text'] },
  // Hedges and emphasis.
  { swap: ['please'], into: [''] },
  { swap: ['carefully', 'closely', 'slowly'], into: [''] },
  { swap: ['very', 'really', 'quite'], into: [''] },
  { swap: ['always'], into: [''] },
  { swap: ['only', 'just'], into: [''] },
  { swap: ['try to', 'do your best to'], into: [''] },
  { swap: ['if possible', 'where you can'], into: [''] },
  { swap: ['be quick', 'be brief', 'be exact', 'take your time'], into: [''] },
  { swap: ['you must', 'you should', 'you have to'] },
  { swap: ['do not', 'never'] },
];
