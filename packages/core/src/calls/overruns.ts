import type { GatewayContext } from './context.ts';
import type { CallResult } from './journal.ts';
import { boundOfCall, type Keyed, spendOfCall } from './keyed.ts';

/** A provider that does not keep to its limits may pass a cap in tokens or USD: said once for each model. */
export function createOverruns(note: GatewayContext['note'] = async () => undefined) {
  const told = new Set<string>();
  return {
    check: async (entry: Keyed, result: CallResult | undefined): Promise<void> => {
      const { model } = entry;
      if (result?.kind !== 'answer' || told.has(model.name)) return;
      const used = spendOfCall(entry, result);
      const most = boundOfCall(entry);
      const [what, is, limit] =
        used.outputTokens > most.outputTokens
          ? (['output', used.outputTokens, most.outputTokens] as const)
          : (['input', used.inputTokens, most.inputTokens] as const);
      if (is <= limit) return;
      told.add(model.name);
      await note(
        `model "${model.name}" used ${is} ${what} tokens where ${limit} were the most: its provider does not keep to the limit, so caps in tokens and USD may be passed by what one step uses`,
      );
    },
  };
}
