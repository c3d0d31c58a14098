import { contentHash } from '../canonical.ts';
import type { Plan } from '../plan.ts';

type Section = Readonly<Record<string, unknown>>;

interface PublicConfig {
  readonly run?: Section;
  readonly models?: Readonly<Record<string, Section>>;
  readonly system?: Section & { readonly agents?: readonly Section[] };
}

/** Settings that say how patiently calls are made. They decide whether a run gets to its end, never what stands there. */
const PATIENCE = ['concurrency', 'timeout', 'retries'];

/**
 * Identity of a run: the resolved config, the data and the seed, without the settings that change no result: so a run
 * that was suspended goes on under a longer timeout. 12 hex digits of a SHA-256: two runs of a project do not collide.
 */
export function runIdOf(plan: Plan): string {
  const { run = {}, models = {}, system = {}, ...config } = plan.config as PublicConfig;
  const plugins = plan.plugins.map(({ plugin, version }) => ({ name: plugin.name, version }));
  const prompts = plan.system.agents.map(({ id, prompt, contract }) => ({ id, prompt: prompt?.id ?? null, contract }));
  const lasting = {
    ...config,
    run: without(run, ['concurrency', 'tolerate']),
    system: { ...system, agents: system.agents?.map((agent) => without(agent, PATIENCE)) },
    models: Object.fromEntries(Object.entries(models).map(([name, model]) => [name, without(model, PATIENCE)])),
  };
  return contentHash({ config: lasting, prompts, plugins, data: plan.data.splits }).slice(0, 12);
}

const without = (section: Section, names: readonly string[]): Section =>
  Object.fromEntries(Object.entries(section).filter(([name]) => !names.includes(name)));
