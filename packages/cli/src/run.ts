import { join } from 'node:path';
import {
  countTestLooks,
  createRedactor,
  type Estimate,
  estimateRun,
  hashOfTest,
  Interruption,
  MaspoError,
  openSession,
  type Plan,
  type Result,
  readJson,
  returnsBest,
  runIdOf,
  type SavedUsage,
  type Session,
  totalSpend,
} from '@maspo/core';
import { EXIT } from './exit.ts';
import { tellWorkflow } from './github/tell.ts';
import { historyOf } from './history.ts';
import { Interrupted, watchInterrupt } from './interrupt.ts';
import { commandLine } from './invocation.ts';
import { isPriced } from './report/budget.ts';
import { reportOf } from './report/report.ts';
import { type SavedReport, saveReport } from './report/save.ts';
import { createGithub } from './reporters/github.ts';
import { createLines } from './reporters/lines.ts';
import { createLive } from './reporters/live.ts';
import type { Reporter, RunFacts } from './reporters/reporter.ts';
import { watchStandstill } from './standstill.ts';
import type { Terminal } from './terminal.ts';
import { versionOfMaspo } from './version.ts';

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
  const estimate = estimateRun(plan, historyOf(plan, runIdOf(plan)).paid);
  const session: Session = openSession(plan, {
    interrupted: interrupt.asked,
    begun: { expected: estimate.expected, versions: { maspo: versionOfMaspo(), node: process.versions.node } },
    onLog: (message) => reporter.log(message),
    onEvent: (event, state) => {
      reporter.event(event, state);
      json(event);
    },
  });
  const reporter = createReporter(terminal, factsOf(plan, session, estimate, redact));
  const unwatch = watchStandstill(terminal, () => {
    reporter.stop();
    return session.unfinished();
  });
  try {
    const result = await session.run();
    reporter.stop();
    json({ type: 'result', ...result });
    const usage = readJson<SavedUsage>(join(session.folder, 'usage.json'));
    const expected = usage?.begun?.expected ?? estimate.expected;
    // This run's own look is one of them.
    const looks = () => countTestLooks(plan.dir, hashOfTest(plan.data.splits.test));
    const looksBefore = result.test === null ? 0 : (await looks()) - 1;
    const { folder } = session;
    const report = await writePage(session, terminal);
    const page = report?.file ?? null;
    terminal.print(redact(reportOf({ plan, result, usage, expected, folder, looksBefore, page }, terminal)));
    tellWorkflow({ result, folder, report, requireGain, redact }, terminal);
    return exitOf(result, requireGain, terminal);
  } catch (error) {
    reporter.stop();
    if (isBegun(error)) await writePage(session, terminal);
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

const isBegun = (error: unknown): boolean => !(error instanceof MaspoError && NOT_BEGUN.includes(error.code));

/** `report.html` of what is known. That it cannot be written takes nothing from the run. @returns it, or null. */
async function writePage({ folder }: Session, terminal: Terminal): Promise<SavedReport | null> {
  try {
    return await saveReport(folder);
  } catch (error) {
    terminal.note(`no report: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** An error that left a run half done says how to go on. */
function withNextStep(error: unknown, session: Session, plan: Plan): unknown {
  if (error instanceof Interruption) return new Interrupted(resumeLine(session, plan));
  if (!(error instanceof MaspoError) || !isBegun(error)) return error;
  return new MaspoError(error.code, error.message, `${error.hint}\n  ${resumeLine(session, plan)}`, { cause: error });
}

/** The live view needs a terminal that can move its cursor, to itself: with --json events may go to the same one. */
function createReporter({ json, progress, note, notes, workflow }: Terminal, facts: RunFacts): Reporter {
  const { redact } = facts;
  if (workflow !== null) return createGithub({ line: note, command: workflow, redact }, facts);
  if (progress.isTTY !== true || json || process.env.TERM === 'dumb')
    return createLines((line) => note(redact(line)), facts);
  // Bound here: the live view holds back what others write to the same stream.
  const write = progress.write.bind(progress);
  const stream = {
    get columns() {
      return progress.columns;
    },
    get rows() {
      return progress.rows;
    },
    write,
  };
  return createLive(stream, facts, notes.paint);
}

function factsOf(plan: Plan, { folder, paid }: Session, estimate: Estimate, redact: RunFacts['redact']): RunFacts {
  const { cycles, rounds, together } = plan.search;
  const most = totalSpend(estimate.most).calls;
  const mostCalls = Math.min(most, plan.budget.calls ?? most);
  return {
    cycles,
    rounds,
    together,
    mostCalls,
    expectedCalls: Math.min(mostCalls, totalSpend(estimate.expected).calls),
    heldOutCalls: totalSpend(estimate.heldOut).calls,
    caps: plan.budget,
    priced: isPriced(plan),
    secondsBefore: readJson<SavedUsage>(join(folder, 'usage.json'))?.seconds ?? 0,
    paid,
    redact,
  };
}
