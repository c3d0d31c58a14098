import { fileURLToPath } from 'node:url';
import { createPlan, loadConfig, type Plan, type PlanOptions } from '@maspo/core';
import type { CommandContext } from './command.ts';
import { FIRST_PARTY_OPERATORS } from './first-party.generated.ts';

/** The folder of the presets that `extends: maspo:<name>` names. */
export const PRESETS = fileURLToPath(new URL('../presets', import.meta.url));

/** The plan of the project that a command is started for. @throws ConfigError with all mistakes. */
export async function planOf(
  { args, cwd, keepSecret }: CommandContext,
  overrides: PlanOptions['overrides'] = {},
  file = args.text('config'),
): Promise<Plan> {
  const loaded = await loadConfig({ cwd, file, presets: PRESETS });
  keepSecret(loaded.secrets);
  return createPlan(loaded, { overrides, catalog: FIRST_PARTY_OPERATORS });
}
