import type { Hooks } from '../hooks.ts';
import type { LoadedPlugin } from '../plan.ts';
import { PHASES } from './contract.ts';

/** Declares the hook of every operator, taps each operator's own `run` at stage 0, then lets plugins tap what they like. */
export function tapPlugins(hooks: Hooks, plugins: readonly LoadedPlugin[]): void {
  for (const { plugin } of plugins) {
    for (const phase of PHASES) {
      for (const [name, operator] of Object.entries(plugin[phase] ?? {})) {
        // The request and answer types of a phase belong together; which of the six it is, TypeScript cannot follow here.
        hooks[phase].declare(name).tap(plugin.name, (request) => operator.run(request as never) as never);
      }
    }
  }
  for (const { plugin } of plugins) plugin.apply?.({ hooks });
}
