import { keyPlaceOf } from '../config/node.ts';
import { findOperator } from '../plugin/find.ts';
import { ROLES } from '../types.ts';
import type { PlacedAgent } from './agents.ts';
import { type Draft, type Fields, fieldsOf, isFields } from './draft.ts';
import { referencesIn, usesIn } from './uses.ts';

/** A cap in USD cannot count what has no price: every model that may be called needs one, from the config or its provider. */
export function checkPrices(draft: Draft, agents: readonly PlacedAgent[]): void {
  const cap = usdCap(fieldsOf(draft.config.budget));
  if (cap === undefined) return;
  const models = fieldsOf(draft.config.models);
  for (const name of modelsCalled(draft, agents)) {
    const model = models[name];
    if (!isFields(model) || model.price !== undefined || isPriced(draft, model)) continue;
    draft.report('priceUnknown', keyPlaceOf(draft.root, ['models', name]), {
      message: `what the model "${name}" costs is not known, and ${cap} is set`,
      fix: `Give it a price in USD per million tokens, price: { input: …, output: … }, or remove ${cap}.`,
    });
  }
}

function usdCap({ usd, roles }: Fields): string | undefined {
  if (usd !== undefined) return 'budget.usd';
  const role = ROLES.find((name) => fieldsOf(fieldsOf(roles)[name]).usd !== undefined);
  return role === undefined ? undefined : `budget.roles.${role}.usd`;
}

function modelsCalled({ config, plugins }: Draft, agents: readonly PlacedAgent[]): ReadonlySet<string> {
  const ofOperators = usesIn(config, plugins)
    .flatMap(referencesIn)
    .filter(({ kind }) => kind === 'model');
  const ofAgents = agents.filter(({ isProgram }) => !isProgram).map(({ fields }) => String(fields.model));
  return new Set([...ofAgents, ...ofOperators.map(({ name }) => name)]);
}

/** Whether the provider's table knows the model. Options that are wrong have been reported already. */
function isPriced({ plugins }: Draft, { use, ...options }: Fields): boolean {
  const found = findOperator(plugins, 'forward', String(use));
  if (found === undefined) return true;
  try {
    return found.operator.price?.(options) !== undefined;
  } catch {
    return true;
  }
}
