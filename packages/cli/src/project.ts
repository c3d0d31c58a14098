import { fileURLToPath } from 'node:url';
import {
  checkBudgetInConfig,
  createPlan,
  type LoadedConfig,
  loadConfig,
  type Plan,
  type PlanOptions,
} from '@maspo/core/plan';
import type { CommandContext } from './command.ts';
import { FIRST_PARTY_OPERATORS } from './first-party.generated.ts';

/** The folder of the presets that `extends: maspo:<name>` names. */
export const PRESETS = fileURLToPath(new URL('../presets', import.meta.url));

/** The plan of the project that a command is started for. @throws ConfigError with all mistakes. */
export async function planOf(
  context: CommandContext,
  overrides: PlanOptions['overrides'] = {},
  file = context.args.text('config'),
): Promise<Plan> {
  return (await projectOf(context, overrides, file)).plan;
}

/** The same, if a run of it could begin. @throws ConfigError also where the budget is too small for one. */
export async function runnablePlanOf(context: CommandContext): Promise<Plan> {
  const { plan, loaded } = await projectOf(context, {}, context.args.text('config'));
  checkBudgetInConfig(plan, loaded);
  return plan;
}

async function projectOf(
  { cwd, keepSecret }: CommandContext,
  overrides: NonNullable<PlanOptions['overrides']>,
  file: string | undefined,
): Promise<{ readonly plan: Plan; readonly loaded: LoadedConfig }> {
  const loaded = await loadConfig({ cwd, file, presets: PRESETS });
  keepSecret(loaded.secrets);
  return { plan: await createPlan(loaded, { overrides, catalog: FIRST_PARTY_OPERATORS }), loaded };
}
