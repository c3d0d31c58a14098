/**
 * All that is needed until a run begins: plugins, config, plan, and the errors that they have. `@maspo/core` has it too, with the
 * engine; who imports this (plugins, `maspo validate`) need not wait for the engine to be loaded.
 */
export type { Json } from './canonical.ts';
export { canonicalJson } from './canonical.ts';
export { ConfigError, closestName, type Diagnostic, formatDiagnostics } from './config/diagnostics.ts';
export { type LoadedConfig, loadConfig } from './config/load.ts';
export { baseSchema } from './config/schema.ts';
export { CallError, Interruption, MaspoError } from './errors.ts';
export type { Adoption, Hooks, ProposeContext, TapOptions } from './hooks.ts';
export { createPlan, type PlanOptions } from './plan/create.ts';
export { readRecords } from './plan/data-file.ts';
export { type ListedOperator, type ListedPlugin, listPlugins } from './plan/list-plugins.ts';
export type { Budget, Data, Gate, LoadedPlugin, ModelPlan, OperatorUse, Plan } from './plan.ts';
export { serverAddress } from './plugin/address.ts';
export { composeSchema } from './plugin/compose.ts';
export * from './plugin/contract.ts';
export * from './plugin/http.ts';
export type { FromSchema, OptionSchema, OptionsSchema } from './plugin/options.ts';
export { type SplitReply, splitThinking } from './plugin/reasoning.ts';
export { installedPlugins, schemaOfConfig, schemaOfInstalled } from './plugin/schema-of.ts';
export type { Rng } from './random.ts';
export { createRedactor, redactJson } from './redact.ts';
export { checkBudgetInConfig } from './search/budget-mistake.ts';
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
