import { createHash } from 'node:crypto';
import type { Chat } from './server.ts';

/** A number in [0, below) that depends on the text alone. */
export const hash = (text: string, below: number): number =>
  Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 8), 16) % below;

/**
 * The world of these tests: a reader notes what a message says, a router names the team. Notes say nothing as long as
 * the prompt asks for short ones, and the router's first words leave it in doubt: most operators find other words, so
 * that prompts are adopted, validated and tested.
 */
export function answerOf({ model, messages }: Chat): string {
  const system = messages.find(({ role }) => role === 'system')?.content ?? '';
  const user = messages.at(-1)?.content ?? '';
  if (model === 'judge') return judge(user);
  if (model === 'writer') return write(messages.map(({ content }) => content).join('\n'));
  return model === 'note' ? read(system, user) : route(system, user);
}

const read = (system: string, user: string): string =>
  system.includes('short note') ? `A message, number ${hash(user, 9)}.` : user.replace('Message: ', 'It says: ');

function route(system: string, user: string): string {
  if (!user.includes('It says')) return hash(user, 3) === 0 ? 'bug' : 'I cannot know.';
  const team = user.includes('invoice') ? 'billing' : 'bug';
  return system.includes('Decide which') && hash(user, 4) === 0 ? `It could be ${team}, or not.` : team;
}

/** The longer answer is better. */
function judge(question: string): string {
  const [, a = '', b = ''] = /<answer_a>\n(.*)\n<\/answer_a>[\s\S]*<answer_b>\n(.*)\n<\/answer_b>/.exec(question) ?? [];
  return a.length === b.length ? 'TIE' : a.length > b.length ? 'A' : 'B';
}

const PROPOSALS = ['Copy the key words.', 'Answer with one word.', 'Be kind.', 'Take your time.'];

const write = (request: string): string =>
  `<prompt>\n## task\nDo it. ${PROPOSALS[hash(request, PROPOSALS.length)]}\n</prompt>`;

const MESSAGES = ['The invoice is wrong', 'My window crashed', 'Another invoice came', 'It crashes when I print'];

export const items = (count: number): string =>
  JSON.stringify(
    Array.from({ length: count }, (_, index) => {
      const text = `${MESSAGES[(index * 7 + (index >> 2)) % 4]}, case ${index}.`;
      return { text, team: text.includes('invoice') ? 'billing' : 'bug' };
    }),
  );

/** What differs between the configs of these tests. */
export interface World {
  readonly url: string;
  readonly split: readonly [train: number, validation: number, test: number];
  readonly search: string;
  readonly concurrency?: number;
  readonly seed?: number;
  /** Seconds, and attempts after the first. */
  readonly timeout?: number;
  readonly retries?: number;
  /** More lines at the end of the config. */
  readonly more?: string;
}

export function configOf({ url, split: [train, validation, test], search, ...world }: World): string {
  const { concurrency = 4, seed = 1, timeout = 60, retries = 3, more = '' } = world;
  const model = (name: string, maxTokens: number): string =>
    `  ${name}: { use: openai, model: ${name}, baseURL: '${url}', temperature: 0, maxTokens: ${maxTokens}, timeout: ${timeout}, retries: ${retries}, concurrency: 64 }`;
  return `version: 1
plugins: [openai, mutators, scorers, selectors]
models:
${[model('note', 24), model('label', 8), model('judge', 8), model('writer', 64)].join('\n')}
system:
  agents:
    - id: reader
      model: note
      prompt: { role: You read messages., task: Write a short note on the message. }
      input: 'Message: {{item.text}}'
    - id: router
      after: [reader]
      model: label
      prompt: { role: You sort messages., task: Decide which team gets the message. }
      input: 'Note: {{reader.output}}'
      output: { choice: [billing, bug] }
  answer: router
data: { file: items.json, split: { train: ${train}, validation: ${validation}, test: ${test} } }
init: [{ use: seed }, { use: variants, count: 2 }]
mutate: [{ use: phrase-swap, weight: 2 }, { use: keyword-insert }, { use: rewrite, model: writer, maxTokens: 64 }]
crossover: [{ use: section-recombine, rate: 0.2 }]
score:
  local: { use: pairwise-judge, model: judge, weight: 0.1 }
  lookahead: { use: contract, weight: 0.4 }
  global: { use: exact-match, field: team, weight: 0.5 }
select: { use: beam, width: 3 }
search: ${search}
run: { seed: ${seed}, concurrency: ${concurrency} }
${more}`;
}
