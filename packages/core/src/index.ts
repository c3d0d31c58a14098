export { BudgetStop } from './calls/budget.ts';
export type { Paid } from './calls/context.ts';
export {
  checkJournal,
  type JournalReport,
  type Pruned,
  type Pruning,
  previewPruning,
  pruneJournal,
  type RunRows,
  reportJournal,
} from './calls/journal-report.ts';
export { type Spend, type SpendByRole, sumByRole, totalSpend } from './calls/usage.ts';
export { faultOf, NOTHING_JUDGED } from './evidence/fitness.ts';
export { returnsBest } from './evidence/gate.ts';
export type { HeadRoom, HeadRoomVerdict, Share } from './evidence/head-room.ts';
export { hashOfTest } from './evidence/looks.ts';
export type { Prospect } from './evidence/prospect.ts';
export { type FileEdit, type Placement, placePrompts, type Unplaced } from './plan/place-prompts.ts';
export * from './plan-entry.ts';
export type {
  Calibration,
  Check,
  Exchange,
  HeldOut,
  JudgeCounts,
  RunEvent,
  Said,
  Standing,
  StopReason,
  Verdict,
} from './run/events.ts';
export {
  type Begun,
  journalFile,
  readJson,
  runsFolder,
  type SavedPlan,
  type SavedUsage,
  writePrompts,
} from './run/folder.ts';
export { runIdOf } from './run/identity.ts';
export { listRuns, type SavedRun } from './run/list.ts';
export { type Result, resultOf, summaryOf } from './run/result.ts';
export { emptyState, type LineageStep, type RunState, reduce } from './run/state.ts';
export { calibrationCheck } from './search/calibration-check.ts';
export { type Diagnosis, diagnose } from './search/diagnose.ts';
export { type Estimate, estimateRun } from './search/estimate.ts';
export {
  countTestLooks,
  type EvaluateOptions,
  type Evaluation,
  evaluatePrompts,
  type ItemAnswer,
} from './search/evaluate-prompts.ts';
export { type ProbeOptions, probe } from './search/probe.ts';
export { designProbe, PROBE_CALLS, type ProbeDesign } from './search/probe-design.ts';
export type { Coupling, ProbedAgent, ProbeReport, ValidationPower } from './search/probe-report.ts';
export { checkBudget } from './search/reserve.ts';
export { openSession, type Session, type SessionOptions } from './session.ts';
