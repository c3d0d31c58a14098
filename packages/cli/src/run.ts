import { join } from 'node:path';
import {
  CallError,
  createRedactor,
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
} from '@maspo/core';
import { EXIT } from './exit.ts';
import { Interrupted, watchInterrupt } from './interrupt.ts';
import { commandLine } from './invocation.ts';
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
  const reporter = createReporter(terminal, factsOf(plan, session));
  const unwatch = watchStandstill(terminal, () => {
    reporter.stop();
    return session.unfinished();
  });
  try {
    const result = await session.run();
    reporter.stop();
    json({ type: 'result', ...result });
    const usage = readJson<SavedUsage>(join(session.folder, 'usage.json'));
    terminal.print(redact(reportOf({ plan, result, usage, folder: session.folder }, terminal)));
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

/** An error that left a run half done says how to go on; one before the first call says that nothing was paid. */
function withNextStep(error: unknown, session: Session, plan: Plan): unknown {
  if (error instanceof Interruption) return new Interrupted(resumeLine(session, plan));
  if (!(error instanceof MaspoError) || error.code === 'MASPO-BUDGET-SMALL') return error;
  const { attempts, fromJournal } = session.paid();
  if (error instanceof CallError && attempts === 0 && fromJournal === 0)
    return new MaspoError('MASPO-PREFLIGHT', error.message, error.hint, { cause: error });
  return new MaspoError(error.code, error.message, `${error.hint}\n  ${resumeLine(session, plan)}`, { cause: error });
}

function createReporter(terminal: Terminal, facts: RunFacts): Reporter {
  const { progress } = terminal;
  return progress.isTTY === true
    ? createLive(progress, facts, terminal.notes.paint)
    : createLines(terminal.note, facts);
}

function factsOf(plan: Plan, session: Session): RunFacts {
  const { cycles, rounds } = plan.search;
  const { most } = estimateRun(plan);
  const priced = Object.values(plan.models).some(({ price }) => price !== null);
  return { cycles, rounds, mostCalls: Math.min(most, plan.budget.calls ?? most), priced, paid: session.paid };
}
