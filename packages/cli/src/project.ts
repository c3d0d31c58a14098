import { createPlan, loadConfig, type Plan, type PlanOptions } from '@maspo/core';
import type { CommandContext } from './command.ts';

/** The plan of the project that a command is started for. @throws ConfigError with all mistakes. */
export async function planOf(
  { args, cwd, keepSecret }: CommandContext,
  overrides: PlanOptions['overrides'] = {},
  file = args.text('config'),
): Promise<Plan> {
  const loaded = await loadConfig({ cwd, file });
  keepSecret(loaded.secrets);
  return createPlan(loaded, { overrides });
}
