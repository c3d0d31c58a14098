import type { Prompt } from '@maspo/core';
import { pickBy, unit } from '../hash.ts';
import { holds } from '../world/traits.ts';
import type { SimAgent, World } from '../world/world.ts';
import { type Editing, edited } from './edits.ts';
import type { WriterRequest } from './writer-request.ts';

type Place = readonly (string | number)[];

/**
 * Two prompts changed together: with the writer's skill both halves of what only works together, otherwise any edit of each.
 */
export function alignedPrompts(
  world: World,
  { agent, partner, prompts }: WriterRequest & { readonly partner: SimAgent },
  editing: Editing,
  place: Place,
): readonly [Prompt, Prompt] {
  const [own] = prompts;
  const other = prompts[1] ?? own;
  const pairs = world.pairs.filter(
    ({ first, second }) =>
      [first, second].every(({ agent: id }) => id === agent.id || id === partner.id) && first.agent !== second.agent,
  );
  const open = pairs.filter(({ first, second }) =>
    [first, second].some(({ agent: id, phrase }) => !holds((id === agent.id ? own : other).text.toLowerCase(), phrase)),
  );
  if (open.length > 0 && unit(...place, 'align') < editing.skill) {
    const { first, second } = pickBy(open, ...place, 'pair');
    const [ofOwn, ofOther] = first.agent === agent.id ? [first, second] : [second, first];
    return [withPhrase(agent, own, ofOwn.phrase), withPhrase(partner, other, ofOther.phrase)];
  }
  const elsewhere = { ...editing, agent: partner, tried: [] };
  return [edited(editing, own, [...place, 'own']), edited(elsewhere, other, [...place, 'other'])];
}

function withPhrase({ traits }: SimAgent, prompt: Prompt, phrase: string): Prompt {
  const trait = traits.find((one) => one.phrase === phrase);
  return trait === undefined || holds(prompt.text.toLowerCase(), phrase)
    ? prompt
    : prompt.append(trait.section, trait.sentence);
}
