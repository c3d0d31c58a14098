import { join } from 'node:path';
import {
  countTestLooks,
  createRedactor,
  type Estimate,
  estimateRun,
  Interruption,
  MaspoError,
  openSession,
  type Plan,
  type Result,
  readJson,
  returnsBest,
  type SavedUsage,
  type Session,
  totalSpend,
} from '@maspo/core';
import { EXIT } from './exit.ts';
import { historyOf } from './history.ts';
import { Interrupted, watchInterrupt } from './interrupt.ts';
import { commandLine } from './invocation.ts';
import { isPriced } from './report/budget.ts';
import { reportOf } from './report/report.ts';
import { createLines } from './reporters/lines.ts';
import { createLive } from './reporters/live.ts';
import type { Reporter, RunFacts } from './reporters/reporter.ts';
import { watchStandstill } from './standstill.ts';
import type { Terminal } from './terminal.ts';

export interface RunOptions {
  /** Exit 4 where the prompts did not get better. */
  readonly requireGain: boolean;
}

/** Runs (or goes on with) the run of a plan and reports it. @returns the exit code. */
export async function runPlan(plan: Plan, terminal: Terminal, { requireGain }: RunOptions): Promise<number> {
  const redact = createRedactor(plan.secrets);
  const json = (value: unknown): void => {
    if (terminal.json) terminal.data(JSON.parse(redact(JSON.stringify(value))));
  };
  const interrupt = watchInterrupt({
    first: () => reporter.log('Ending this step … Ctrl-C again leaves at once.'),
    second: () => {
      reporter.stop();
      terminal.note(resumeLine(session, plan));
    },
  });
  const session: Session = openSession(plan, {
    interrupted: interrupt.asked,
    onLog: (message) => reporter.log(message),
    onEvent: (event, state) => {
      reporter.event(event, state);
      json(event);
    },
  });
  const estimate = estimateRun(plan, historyOf(plan, session.runId).paid);
  const reporter = createReporter(terminal, factsOf(plan, session, estimate), redact);
  const unwatch = watchStandstill(terminal, () => {
    reporter.stop();
    return session.unfinished();
  });
  try {
    const result = await session.run();
    reporter.stop();
    json({ type: 'result', ...result });
    const usage = readJson<SavedUsage>(join(session.folder, 'usage.json'));
    const { expected } = estimate;
    // This run's own look is one of them.
    const looksBefore = result.test === null ? 0 : (await countTestLooks(plan)) - 1;
    const { folder } = session;
    terminal.print(redact(reportOf({ plan, result, usage, expected, folder, looksBefore }, terminal)));
    return exitOf(result, requireGain, terminal);
  } catch (error) {
    reporter.stop();
    throw withNextStep(error, session, plan);
  } finally {
    unwatch();
    interrupt.stop();
  }
}

function exitOf({ verdict }: Result, requireGain: boolean, terminal: Terminal): number {
  if (!requireGain || returnsBest(verdict)) return EXIT.done;
  terminal.note('--require-gain: the prompts did not get better.');
  return EXIT.noGain;
}

const resumeLine = ({ runId }: Session, plan: Plan): string =>
  `Go on with: ${commandLine(['resume', runId], plan.dir)}`;

/** Errors after which there is nothing to resume: no call was made, or another process goes on with the run. */
const NOT_BEGUN = ['MASPO-BUDGET-SMALL', 'MASPO-PREFLIGHT', 'MASPO-RUN-BUSY'];

/** An error that left a run half done says how to go on. */
function withNextStep(error: unknown, session: Session, plan: Plan): unknown {
  if (error instanceof Interruption) return new Interrupted(resumeLine(session, plan));
  if (!(error instanceof MaspoError) || NOT_BEGUN.includes(error.code)) return error;
  return new MaspoError(error.code, error.message, `${error.hint}\n  ${resumeLine(session, plan)}`, { cause: error });
}

/** Replies and errors may hold a key that was sent: what is shown on the way is blotted like what is kept. */
function createReporter(
  { progress, note, notes }: Terminal,
  facts: RunFacts,
  redact: (text: string) => string,
): Reporter {
  if (progress.isTTY !== true) return createLines((line) => note(redact(line)), facts);
  const stream = {
    get columns() {
      return progress.columns;
    },
    write: (text: string) => progress.write(redact(text)),
  };
  return createLive(stream, facts, notes.paint);
}

function factsOf(plan: Plan, session: Session, estimate: Estimate): RunFacts {
  const { cycles, rounds } = plan.search;
  const most = totalSpend(estimate.most).calls;
  const mostCalls = Math.min(most, plan.budget.calls ?? most);
  return { cycles, rounds, mostCalls, priced: isPriced(plan), paid: session.paid };
}
