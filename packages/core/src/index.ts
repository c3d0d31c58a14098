export { BudgetStop } from './calls/budget.ts';
export type { Paid } from './calls/context.ts';
export { Interruption } from './calls/gateway.ts';
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
export type { Json } from './canonical.ts';
export { canonicalJson } from './canonical.ts';
export { ConfigError, closestName, type Diagnostic, formatDiagnostics } from './config/diagnostics.ts';
export { type LoadedConfig, loadConfig } from './config/load.ts';
export { baseSchema } from './config/schema.ts';
export { CallError, MaspoError } from './errors.ts';
export { faultOf, NOTHING_JUDGED } from './evidence/fitness.ts';
export { returnsBest } from './evidence/gate.ts';
export type { HeadRoom, HeadRoomVerdict, Share } from './evidence/head-room.ts';
export { hashOfTest } from './evidence/looks.ts';
export type { Prospect } from './evidence/prospect.ts';
export type { Adoption, Hooks, ProposeContext, TapOptions } from './hooks.ts';
export { createPlan, type PlanOptions } from './plan/create.ts';
export { type ListedOperator, type ListedPlugin, listPlugins } from './plan/list-plugins.ts';
export { type FileEdit, type Placement, placePrompts, type Unplaced } from './plan/place-prompts.ts';
export type { Budget, Data, Gate, LoadedPlugin, ModelPlan, OperatorUse, Plan } from './plan.ts';
export { composeSchema } from './plugin/compose.ts';
export * from './plugin/contract.ts';
export * from './plugin/http.ts';
export type { FromSchema, OptionSchema, OptionsSchema } from './plugin/options.ts';
export { type SplitReply, splitThinking } from './plugin/reasoning.ts';
export { installedPlugins, schemaOfConfig, schemaOfInstalled } from './plugin/schema-of.ts';
export type { Rng } from './random.ts';
export { createRedactor, redactJson } from './redact.ts';
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
export { checkBudgetInConfig } from './search/budget-mistake.ts';
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
export type { Candidate } from './system/candidate.ts';
export type { CandidateId, Prompt, PromptProblem, Section } from './system/prompt.ts';
export { createPrompt, isPrompt, parsePrompt, printPrompt, SECTIONS } from './system/prompt.ts';
export { foldText, normaliseText } from './system/text.ts';
export type {
  AgentId,
  Answer,
  Item,
  Message,
  Output,
  OutputContract,
  Role,
  Sampling,
  Split,
  Usage,
  View,
} from './types.ts';
