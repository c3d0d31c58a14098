import type { Score, ScoreRequest, Toolbox, Vote } from '@maspo/core';
import { readingsOf } from './asking.ts';
import { judgeMessages, reminder } from './judge-prompt.ts';
import type { LookOptions } from './look-options.ts';
import { readVerdict, type Verdict } from './verdict.ts';

type Request = ScoreRequest & Toolbox<LookOptions>;

const FIRSTS: readonly Vote['first'][] = ['candidate', 'reference'];

/** Share of pairs on which a judge that samples is asked once more: a few dozen in a run tell how consistent it is. */
const AGAIN = 1 / 8;

/** The looks of each judge, in the order of the judges. Chance is drawn for all of them before any is asked. */
export async function consult(request: Request, judges: readonly string[]): Promise<Vote[][]> {
  const { temperature = 0 } = request.options;
  // Once for all of them and first, so that a panel without one of its members asks nothing that it did not ask before.
  const again = temperature > 0 && request.rng.next() < AGAIN;
  const firsts = judges.map(() => request.rng.pick(FIRSTS));
  return Promise.all(judges.map((model, index) => looksOf(request, model, firsts[index] ?? 'candidate', again)));
}

async function looksOf(request: Request, model: string, first: Vote['first'], again: boolean): Promise<Vote[]> {
  const { orders } = request.options;
  const firstLook = again ? lookTwice : look;
  if (orders === 'both')
    return Promise.all(FIRSTS.map((each, index) => (index === 0 ? firstLook : look)(request, model, each)));
  const vote = await firstLook(request, model, first);
  // Whatever a second look said, a first that did not decide would leave the pair undecided.
  const isLast = orders === 'one' || request.looks === 'first' || !decides(vote);
  return isLast ? [vote] : [vote, await look(request, model, first === 'candidate' ? 'reference' : 'candidate')];
}

async function look(request: Request, model: string, first: Vote['first']): Promise<Vote> {
  return { model, first, choice: await choose(request, model, first, { sample: 0, retries: request.options.retries }) };
}

/** A look, and the very same question as another sample, which is held against it. A reminder would be another question. */
async function lookTwice(request: Request, model: string, first: Vote['first']): Promise<Vote> {
  const [vote, again] = await Promise.all([
    look(request, model, first),
    choose(request, model, first, { sample: 1, retries: 0 }),
  ]);
  return { ...vote, again };
}

async function choose(
  { ask, options, ...request }: Request,
  model: string,
  first: Vote['first'],
  { sample, retries }: { readonly sample: number; readonly retries: number },
): Promise<Vote['choice']> {
  const { criteria, maxTokens, temperature = 0 } = options;
  const question = { messages: judgeMessages(request, first, criteria), reminder, read: readVerdict };
  const [verdict] = await readingsOf(ask, question, [sample], { model, temperature, maxTokens, retries });
  return CHOICES[verdict ?? 'NONE'];
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
