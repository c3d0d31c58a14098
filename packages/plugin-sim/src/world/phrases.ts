import type { Section } from '@maspo/core';
import type { Label, SeedPrompt, SimAgent } from './world.ts';

/** A phrase that may become a trait, and how a writer says it. */
export interface Phrase {
  readonly phrase: string;
  readonly sentence: string;
  readonly section: Section;
}

/** Where the operators of a run find phrases. */
export interface Phrases {
  /** In the seed prompt: swapped and dropped. */
  readonly seed: readonly Phrase[];
  /** In the lexicon of `phrase-swap`, next to a phrase of the seed, or in the templates of `variants`. */
  readonly reach: readonly Phrase[];
  /** In the texts of the items: what `keyword-insert` mines. */
  readonly words: readonly Phrase[];
  /** Only a model that writes prompts comes upon these. */
  readonly writer: readonly Phrase[];
}

/** Words that tell the labels apart in the items' texts. */
export const WORDS: Readonly<Record<Label, readonly string[]>> = {
  billing: ['invoice', 'refund', 'payment', 'receipt', 'charge', 'discount'],
  bug: ['crash', 'error', 'freeze', 'screen', 'update', 'loading'],
  account: ['password', 'login', 'email', 'profile', 'username', 'settings'],
};

const be = (phrase: string): Phrase => ({ phrase, sentence: `Be ${phrase}.`, section: 'role' });
const say = (sentence: string, phrase = bare(sentence)): Phrase => ({ phrase, sentence, section: 'task' });
const know = (sentence: string, phrase = bare(sentence)): Phrase => ({ phrase, sentence, section: 'context' });
const bare = (sentence: string): string => sentence.toLowerCase().replace(/\.$/, '');
const word = (phrase: string): Phrase => ({ phrase, sentence: `Look out for ${phrase}.`, section: 'context' });

const NOTE: Phrases = {
  seed: [be('careful'), say('Read it carefully.', 'carefully'), say('Keep it short.', 'short'), say('Be brief.')],
  reach: [
    say('Copy the key words.', 'key words'),
    say('Repeat the most important words.', 'most important words'),
    say('Name the topic.', 'topic'),
    ...['thorough', 'precise', 'attentive'].map(be),
    say('Be exact.'),
    say('Take your time.'),
    say('Be quick.'),
    say('Keep it concise.', 'concise'),
    say('Look closely.', 'closely'),
    say('Go slowly.', 'slowly'),
  ],
  words: [word('refund'), word('crash'), word('password')],
  writer: [
    say('Name the product.'),
    say('Quote the customer.'),
    say('Say how sure you are.'),
    say('Write full sentences.', 'full sentences'),
    say('Mention the tone.'),
    say('Start with the problem.'),
    say('Leave out greetings.'),
    say('Give the order number.', 'order number'),
    say('Use bullet points.', 'bullet points'),
    say('Say what is missing.', 'what is missing'),
    know('A busy clerk reads this.', 'busy clerk'),
    say('Add a friendly line.', 'friendly line'),
    say('Put the cause first.', 'the cause first'),
    say('List what was tried.', 'what was tried'),
    say('State the wish.'),
    say('Put one idea on a line.', 'one idea on a line'),
    say('Give the date of the event.', 'date of the event'),
    say('Hold back opinions.'),
    say('Suggest the next step.', 'the next step'),
    say('Polish the style.'),
  ],
};

const ANSWER: Phrases = {
  seed: [
    be('careful'),
    say('Look at it carefully.', 'carefully'),
    say('Decide which team gets it.', 'decide'),
    say('Be brief.'),
  ],
  reach: [
    ...['thorough', 'precise', 'attentive'].map(be),
    say('Be exact.'),
    say('Take your time.'),
    say('Be quick.'),
    say('Determine the team.', 'determine'),
    say('Find out the team.', 'find out'),
    say('Look closely.', 'closely'),
    say('Go slowly.', 'slowly'),
    know('You are a classifier.', 'classifier'),
    know('Choose the most likely one.', 'most likely'),
    say('Write nothing else.', 'nothing else'),
  ],
  words: [],
  writer: [
    say('Compare the teams.'),
    say('Weigh the evidence.'),
    say('Rule out two teams.', 'rule out'),
    say('Go through it twice.', 'through it twice'),
    say('Follow the finding.'),
    say('Find the reason.'),
    say('Avoid a guess.'),
    say('Prefer the last line.'),
    say('Think of the customer.'),
    say('Check the wording.'),
    say('Ignore the tone.'),
    say('Consider each team.'),
    say('Keep the order.'),
    say('Follow your first idea.', 'first idea'),
    say('Use common sense.', 'common sense'),
    say('Picture the desk.'),
  ],
};

const PHRASES: Readonly<Record<SimAgent['job'], Phrases>> = { note: NOTE, answer: ANSWER };

/** What an agent of this job may be told; words of items help only those that read items. */
export function phrasesFor(job: SimAgent['job'], readsItem: boolean): Phrases {
  const phrases = PHRASES[job];
  return readsItem ? phrases : { ...phrases, words: [] };
}

/** What one writes first. Its phrases are all in `seed` of the pool. */
export function seedPromptFor(job: SimAgent['job'], readsItem: boolean): SeedPrompt {
  const role = 'You are a careful assistant.';
  if (job === 'answer')
    return { role, task: 'Look at the note carefully. Decide which team gets the ticket. Be brief.' };
  const read = readsItem ? 'message' : 'note';
  return { role, task: `Read the ${read} carefully. Write a short note on the ${read}. Be brief.` };
}
