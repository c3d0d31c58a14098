import { setImmediate as turn } from 'node:timers/promises';
import { sha256 } from '../canonical.ts';
import {
  definePlugin,
  type ForwardRequest,
  type MutateRequest,
  type Plugin,
  type ScoreRequest,
  type Toolbox,
  type Vote,
} from '../plugin/contract.ts';
import type { Answer, Message, Usage } from '../types.ts';

/** A number in [0, below) that depends on the text alone. */
export const hash = (text: string, below: number): number => Number.parseInt(sha256(text).slice(0, 8), 16) % below;

export interface ToyOptions {
  /** Called before each answer with the number of the call, from 1; it may throw. */
  readonly before?: (request: ForwardRequest, call: number) => void;
  /** Turns of the event loop that an answer takes. */
  readonly latency?: (request: ForwardRequest) => number;
  /** True: it never answers. */
  readonly hangs?: (request: ForwardRequest) => boolean;
  /** What an answer costs; 9 and 2 tokens by default. */
  readonly usage?: (request: ForwardRequest) => Usage;
  /** What `small` says instead; undefined = as ever. */
  readonly reply?: (request: ForwardRequest) => string | undefined;
  /** Which of two answers the judge names. */
  readonly judge?: (question: string) => string;
}

/** A scripted provider and its record. */
export interface Toy {
  readonly plugin: Plugin;
  readonly requests: readonly ForwardRequest[];
  /** Calls in flight at once, at most. */
  readonly most: () => number;
}

/** What identifies a request in these tests. */
export const textOf = ({ model, messages, sampling }: ForwardRequest): string =>
  JSON.stringify([model, messages, sampling]);

/** The provider `toy`: `small` reads and routes, `judge` judges, `writer` proposes a word. */
export function createToy(options: ToyOptions = {}): Toy {
  const { before, latency, hangs, usage, reply, judge = preferTeams } = options;
  const requests: ForwardRequest[] = [];
  let inFlight = 0;
  let most = 0;
  const run = async ({ model, messages, sampling, signal }: ForwardRequest & Signalled): Promise<Answer> => {
    const request = { model, messages, sampling };
    const call = requests.push(request);
    most = Math.max(most, ++inFlight);
    try {
      before?.(request, call);
      for (let left = latency?.(request) ?? 0; left > 0; left--) await turn();
      if (hangs?.(request)) return await untilAborted(signal);
      const said = answer((model === 'small' ? reply?.(request) : undefined) ?? replyOf(model, messages, judge));
      return usage === undefined ? said : { ...said, usage: usage(request) };
    } finally {
      inFlight--;
    }
  };
  const plugin = definePlugin({
    name: 'toy',
    forward: { toy: { description: 'Scripted.', run, identify: async () => ({ digest: 'toy-1' }) } },
  });
  return { plugin, requests, most: () => most };
}

type Signalled = Pick<Toolbox<unknown>, 'signal'>;

/** Like an open connection, it keeps the process alive. */
function untilAborted(signal: AbortSignal): Promise<never> {
  const connection = setInterval(() => undefined, 1_000_000);
  return new Promise((_, reject) => {
    const end = (): void => {
      clearInterval(connection);
      reject(signal.reason);
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

export const answer = (text: string): Answer => ({ text, finish: 'stop', usage: { inputTokens: 9, outputTokens: 2 } });

function replyOf(model: string, messages: readonly Message[], judge: (question: string) => string): string {
  const prompt = messages.find(({ role }) => role === 'system')?.content ?? '';
  const question = messages.at(-1)?.content ?? '';
  if (model === 'judge') return judge(question);
  if (model === 'writer') return WORDS[hash(question, WORDS.length)] ?? '';
  return question.startsWith('Message: ') ? read(prompt, question) : route(prompt, question);
}

/** “topic” in the prompt makes the note say what the message is about; “brief” makes it tidy and useless. */
function read(prompt: string, question: string): string {
  if (/brief/.test(prompt)) return 'tidy';
  const [, item = '', team = ''] = /Message: (\S+) is about (\w+)/.exec(question) ?? [];
  return /topic/.test(prompt) ? `topic ${team} of ${item}` : `note ${hash(item, 5)} on ${item}`;
}

/** A note with a topic is routed right by a prompt that says “match”, and in half of the cases by any other. */
function route(prompt: string, question: string): string {
  const teams = ['billing', 'bug', 'account'];
  const team = /topic (\w+)/.exec(question)?.[1];
  const guess = teams[hash(question, 3)] ?? '';
  if (team === undefined) return guess;
  return /match/.test(prompt) || hash(question, 2) === 0 ? team : guess;
}

/** An honest judge: the answer that names the item's team is better. */
const preferTeams = (question: string): string => {
  const [, team = '-', first = '', second = ''] = /about (\w+)\nA: ([^\n]*)\nB: ([^\n]*)/.exec(`${question}\n`) ?? [];
  const [a, b] = [first.includes(team), second.includes(team)];
  return a === b ? 'tie' : a ? 'A' : 'B';
};

export const WORDS = ['topic', 'match', 'brief', 'please', 'now', 'kindly', 'carefully', 'first'] as const;

type Pairwise = ScoreRequest & Pick<Toolbox<unknown>, 'ask'>;

async function look({ item, output, reference, ask }: Pairwise, first: Vote['first']): Promise<Vote> {
  const [a, b] = first === 'candidate' ? [output, reference] : [reference, output];
  const content = `${item.fields.text}\nA: ${a?.text}\nB: ${b?.text}`;
  const { text } = await ask('judge', [{ role: 'user', content }]);
  const choice = { A: 'first', B: 'second', tie: 'tie' }[text] ?? 'abstained';
  return { model: 'judge', first, choice: choice as Vote['choice'] };
}

const worthOf = ({ first, choice }: Vote): number | null =>
  choice === 'abstained' ? null : choice === 'tie' ? 0.5 : (choice === 'first') === (first === 'candidate') ? 1 : 0;

/** Asks in both orders; a verdict that depends on the order is a tie. */
async function judgePair(request: Pairwise) {
  const votes = await Promise.all([look(request, 'candidate'), look(request, 'reference')]);
  const [one = null, other = null] = votes.map(worthOf);
  return { score: one === null || other === null ? null : one === other ? one : 0.5, votes };
}

/** Leaves the second look for later where it is asked to. */
async function judgeLazily(request: Pairwise) {
  if (request.looks === 'full') return judgePair(request);
  const vote = await look(request, 'candidate');
  const worth = worthOf(vote);
  return worth === null
    ? { score: null, votes: [vote] }
    : { score: Math.max(worth, 0.5), least: Math.min(worth, 0.5), votes: [vote] };
}

/** The request shows all that an operator may see, so that a leak of held-out items would be in it. */
async function askWord({ parent, items, traces, misalignments, ask }: MutateRequest & Pick<Toolbox<unknown>, 'ask'>) {
  const seen = { items: items.map((item) => item.id), traces, misalignments };
  const { text } = await ask('writer', [{ role: 'user', content: `${parent.text}\n${JSON.stringify(seen)}` }]);
  return [parent.append('task', text)];
}

/** Operators of the toy system. */
export const operators: Plugin = definePlugin({
  name: 'operators',
  init: { seed: { description: 'The seed.', run: ({ seed }) => [seed] } },
  mutate: {
    'add-word': {
      description: 'Adds a word.',
      run: ({ parent, rng }) => {
        const word = rng.pick(WORDS);
        return [parent.text.includes(word) ? { rejected: 'nothing-to-add: it is there' } : parent.append('task', word)];
      },
    },
    'ask-word': { description: 'Adds a word of a model.', maxCalls: 1, run: askWord },
    same: { description: 'Proposes its parent.', run: ({ parent }) => [parent] },
  },
  crossover: {
    pair: {
      description: 'The first one, with a new prompt for another agent.',
      run: ({ parents: [a], others, rng }) => {
        const other = others.length === 0 ? undefined : rng.pick(others);
        if (other === undefined) return [{ rejected: 'nobody-else: it is alone' }];
        const companion = rng.pick(other.population).prompt.append('task', rng.pick(WORDS));
        return [{ prompt: a, companions: { [other.agent.id]: companion } }];
      },
    },
    splice: { description: 'Both tasks.', run: ({ parents: [a, b] }) => [a.append('task', b.get('task'))] },
  },
  score: {
    exact: {
      kind: 'absolute',
      description: 'The team is right.',
      run: ({ item, output }) => (output.value === item.fields.team ? 1 : 0),
    },
    tidy: {
      kind: 'absolute',
      description: 'The output is short.',
      run: ({ output }) => (output.text.includes(' ') ? 0.25 : 1),
    },
    rubric: {
      kind: 'absolute',
      description: 'A model says whether the team is right.',
      maxCalls: 1,
      run: async ({ item, output, ask }) => {
        const content = `${item.fields.text}\nA: ${output.text}\nB: -`;
        const { text } = await ask('judge', [{ role: 'user', content }]);
        return text === 'A' ? 1 : 0;
      },
    },
    judge: { kind: 'pairwise', description: 'Asks in both orders.', maxCalls: 2, run: judgePair },
    'lazy-judge': { kind: 'pairwise', description: 'Asks again when it must.', maxCalls: 2, run: judgeLazily },
    'never-done': {
      kind: 'pairwise',
      description: 'Always has a look left.',
      run: () => ({ score: 1, least: 0, votes: [] }),
    },
  },
  select: {
    top: {
      description: 'The best that are better than the incumbent.',
      options: { type: 'object', properties: { width: { type: 'integer', default: 2, description: 'How many.' } } },
      run: ({ candidates, incumbent, options }) =>
        candidates
          .filter(({ id, score }) => id === incumbent || score > 0.5)
          .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
          .slice(0, options.width)
          .map(({ id }) => id),
    },
  },
});
