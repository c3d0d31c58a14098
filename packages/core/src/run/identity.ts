import { contentHash } from '../canonical.ts';
import type { Plan } from '../plan.ts';

/**
 * Identity of a run: the resolved config (without `run.concurrency`, which changes no result), the data and the seed.
 * 12 hex digits of a SHA-256: two runs of a project do not collide.
 */
export function runIdOf(plan: Plan): string {
  const { run, ...config } = plan.config as { readonly run?: Readonly<Record<string, unknown>> };
  const { concurrency: _, ...rest } = run ?? {};
  const prompts = plan.system.agents.map(({ id, prompt, contract }) => ({ id, prompt: prompt?.id ?? null, contract }));
  const plugins = plan.plugins.map(({ plugin, version }) => ({ name: plugin.name, version }));
  return contentHash({ config: { ...config, run: rest }, prompts, plugins, data: plan.data.splits }).slice(0, 12);
}
