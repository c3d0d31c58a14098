import type { Score, ScoreRequest, Toolbox, Vote } from '@maspo/core';
import { readingsOf } from './asking.ts';
import { judgeMessages, reminder } from './judge-prompt.ts';
import type { LookOptions } from './look-options.ts';
import { readVerdict, type Verdict } from './verdict.ts';

type Request = ScoreRequest & Toolbox<LookOptions>;

const FIRSTS: readonly Vote['first'][] = ['candidate', 'reference'];

/** The looks of each judge, in the order of the judges. Chance is drawn for all of them before any is asked. */
export async function consult(request: Request, judges: readonly string[]): Promise<Vote[][]> {
  const firsts = judges.map(() => request.rng.pick(FIRSTS));
  return Promise.all(judges.map((model, index) => looksOf(request, model, firsts[index] ?? 'candidate')));
}

async function looksOf(request: Request, model: string, first: Vote['first']): Promise<Vote[]> {
  const { orders } = request.options;
  if (orders === 'both') return Promise.all(FIRSTS.map((each) => look(request, model, each)));
  const vote = await look(request, model, first);
  // Whatever a second look said, a first that did not decide would leave the pair undecided.
  const isLast = orders === 'one' || request.looks === 'first' || !decides(vote);
  return isLast ? [vote] : [vote, await look(request, model, first === 'candidate' ? 'reference' : 'candidate')];
}

async function look({ ask, options, ...request }: Request, model: string, first: Vote['first']): Promise<Vote> {
  const { criteria, maxTokens, retries } = options;
  const question = { messages: judgeMessages(request, first, criteria), reminder, read: readVerdict };
  const [verdict] = await readingsOf(ask, question, 1, { model, temperature: 0, maxTokens, retries });
  return { model, first, choice: CHOICES[verdict ?? 'NONE'] };
}

const CHOICES: Readonly<Record<Verdict | 'NONE', Vote['choice']>> = {
  A: 'first',
  B: 'second',
  TIE: 'tie',
  NONE: 'abstained',
};

const decides = ({ choice }: Vote): boolean => choice === 'first' || choice === 'second';

/** What the looks of all judges come to: as a range where some of them have a look left that could change it. */
export function verdictOf(request: Pick<Request, 'looks' | 'options'>, judges: readonly (readonly Vote[])[]): Score {
  const mayLookAgain = request.looks === 'first' && request.options.orders === 'lazy';
  // A second look agrees, or makes the pair a tie.
  const extreme = (of: (...values: number[]) => number): number | null =>
    majority(
      judges.map((votes) => {
        const verdict = decide(votes);
        return mayLookAgain && verdict !== null && votes.some(decides) ? of(verdict, 0.5) : verdict;
      }),
    );
  const [most, least] = [extreme(Math.max), extreme(Math.min)];
  return { score: most, votes: judges.flat(), ...(most === least ? {} : { least }) };
}

/** The common verdict of one judge's looks; one half where they differ, null where one of them abstained. */
export function decide(votes: readonly Vote[]): number | null {
  const scores = votes.map(worth);
  if (scores.length === 0 || scores.includes(null)) return null;
  return scores.every((score) => score === scores[0]) ? (scores[0] ?? null) : 0.5;
}

/** The verdict of more than half of the judges that did not abstain; a tie where there is none, null where all abstained. */
export function majority(verdicts: readonly (number | null)[]): number | null {
  const given = verdicts.filter((verdict) => verdict !== null);
  if (given.length === 0) return null;
  return [1, 0].find((side) => 2 * given.filter((verdict) => verdict === side).length > given.length) ?? 0.5;
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
