import type { Json } from '../canonical.ts';
import type { Plan } from '../plan.ts';
import { createRedactor } from '../redact.ts';
import type { Exchange, Said } from '../run/events.ts';
import { type Episode, outputIn } from '../system/execute.ts';
import type { AgentId, Item } from '../types.ts';

/** Characters of a text that events hold, at most: they show what happened, and the journal keeps it. */
const MOST_SHOWN = 2000;

/** What these agents said on an item in two episodes, in their order. */
export function exchangesOf(plan: Plan, agents: readonly AgentId[], before: Episode, after: Episode): Exchange[] {
  return agents.map((agent) => {
    const [old, now] = [saidIn(plan, before, agent), saidIn(plan, after, agent)];
    return { agent, before: old, after: JSON.stringify(old) === JSON.stringify(now) ? null : now };
  });
}

/** What an agent said in an episode, or why it said nothing. */
export function saidIn(plan: Plan, episode: Episode, agent: AgentId): Said {
  const output = outputIn(episode, agent, plan.system);
  return output.kind === 'failed' ? { failed: shorten(plan, output.reason) } : shorten(plan, output.text);
}

/** An item's fields; long ones are cut, structured ones too once they are text. */
export const fieldsOf = (plan: Plan, { fields }: Item): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shortenValue(plan, value)]));

function shortenValue(plan: Plan, value: Json): Json {
  if (typeof value === 'string') return shorten(plan, value);
  const text = JSON.stringify(value);
  return text.length > MOST_SHOWN ? shorten(plan, text) : value;
}

/** A secret is blotted out before the cut, which could leave one half of it. */
function shorten({ secrets }: Plan, text: string): string {
  const clean = createRedactor(secrets)(text);
  if (clean.length <= MOST_SHOWN) return clean;
  // Not through the middle of a character.
  const end = /[\ud800-\udbff]/.test(clean[MOST_SHOWN - 1] ?? '') ? MOST_SHOWN - 1 : MOST_SHOWN;
  return `${clean.slice(0, end)} … (${clean.length - end} more characters)`;
}
