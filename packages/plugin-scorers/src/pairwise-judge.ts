import type { OptionsSchema, Score, ScoreOperator, ScoreRequest, Toolbox, Vote } from '@maspo/core';
import { judgeMessages, reminder } from './judge-prompt.ts';
import { readVerdict, type Verdict } from './verdict.ts';

const options = {
  type: 'object',
  properties: {
    model: { type: 'string', minLength: 1, maspoRef: 'model', description: 'Model that judges.' },
    criteria: { type: 'string', minLength: 1, description: 'What makes an answer better, in your own words.' },
    orders: {
      enum: ['both', 'one'],
      default: 'both',
      description:
        'both: look twice, each answer first once; a verdict that changes with the order is a tie. one: look once, in a random order.',
    },
    retries: {
      type: 'integer',
      minimum: 0,
      maximum: 1,
      default: 1,
      description: 'How often an unreadable reply is asked for again before the judge abstains.',
    },
    maxTokens: {
      type: 'integer',
      minimum: 1,
      default: 8,
      description: 'Longest reply of the judge, in tokens; a model that reasons needs some hundreds.',
    },
  },
  required: ['model'],
} as const satisfies OptionsSchema;

interface JudgeOptions {
  readonly model: string;
  readonly criteria: string | undefined;
  readonly orders: 'both' | 'one';
  readonly retries: number;
  readonly maxTokens: number;
}
type Request = ScoreRequest & Toolbox<JudgeOptions>;

/** Label-free comparison. A judge that always gives the same letter leaves every score at one half (ALGORITHM §2.1). */
export const pairwiseJudge: ScoreOperator<typeof options> = {
  description:
    "Asks a model which output serves the agent's purpose better, in both orders; unreadable replies abstain.",
  kind: 'pairwise',
  options,
  maxCalls: 4,
  run: async (request): Promise<Score> => {
    if (request.reference === null) return null;
    const votes = await Promise.all(firsts(request).map((first) => look(request, first)));
    return { score: decide(votes), votes };
  },
};

const firsts = ({ options: { orders }, rng }: Request): Vote['first'][] =>
  orders === 'both' ? ['candidate', 'reference'] : [rng.pick(['candidate', 'reference'])];

/** One look: the same question again, once, with a reminder, if the reply is none of the three words. */
async function look(request: Request, first: Vote['first']): Promise<Vote> {
  const { ask, options } = request;
  const settings = { temperature: 0, maxTokens: options.maxTokens };
  const question = judgeMessages(request, first, options.criteria);
  const reply = await ask(options.model, question, { ...settings, sample: 0 });
  let verdict = readVerdict(reply);
  if (verdict === null && options.retries > 0)
    verdict = readVerdict(await ask(options.model, [...question, ...reminder(reply)], { ...settings, sample: 1 }));
  return { model: options.model, first, choice: CHOICES[verdict ?? 'NONE'] };
}

const CHOICES: Readonly<Record<Verdict | 'NONE', Vote['choice']>> = {
  A: 'first',
  B: 'second',
  TIE: 'tie',
  NONE: 'abstained',
};

/** The looks' common verdict; one half where they differ, null where one of them abstained. */
export function decide(votes: readonly Vote[]): number | null {
  const scores = votes.map(worth);
  if (scores.length === 0 || scores.includes(null)) return null;
  return scores.every((score) => score === scores[0]) ? (scores[0] ?? null) : 0.5;
}

function worth({ first, choice }: Vote): number | null {
  switch (choice) {
    case 'abstained':
      return null;
    case 'tie':
      return 0.5;
    case 'first':
      return first === 'candidate' ? 1 : 0;
    case 'second':
      return first === 'candidate' ? 0 : 1;
  }
}
