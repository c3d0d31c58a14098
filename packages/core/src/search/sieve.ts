import type { OtherPopulation, Proposal, ProposeRequest } from '../plugin/contract.ts';
import type { RunEvent } from '../run/events.ts';
import { type Candidate, candidateOf, companionsOf } from '../system/candidate.ts';
import { isPrompt, type Prompt } from '../system/prompt.ts';
import { promptAgent, type SearchContext } from './context.ts';
import { type Proposing, refusalOf } from './refusal.ts';

/** What a proposal comes to: the candidate to try, or why it is not tried. A rejected prompt is shown, too. */
export interface Sifted {
  readonly candidate: Candidate | null;
  readonly rejected: string | null;
}

/** The run of an operator whose proposals are sifted. */
export interface Sifting extends Pick<Proposing, 'phase' | 'use'> {
  readonly request: Pick<ProposeRequest, 'refusal'>;
  /** The first one's companions go on with its children. */
  readonly parents: readonly Candidate[];
  readonly others: readonly OtherPopulation[];
}

/** Checks proposals of one run of an operator. `room`: how many more may be taken. */
export function sieveFor(
  context: SearchContext,
  { phase, use, request, parents, others }: Sifting,
): (proposal: Proposal, room: number) => Sifted {
  const [parent] = parents;
  const inherited = parent === undefined ? new Map() : companionsOf(parent);
  const incumbents = new Map(others.map(({ agent, incumbent }) => [agent.id, incumbent]));
  return (proposal, room) => {
    if ('rejected' in proposal) return { candidate: null, rejected: proposal.rejected };
    const [prompt, companions] = isPrompt(proposal)
      ? [proposal, {}]
      : [proposal.prompt, proposal.companions as Readonly<Record<string, Prompt>>];
    const known = others.filter(({ agent }) => Object.hasOwn(companions, agent.id));
    if (known.length < Object.keys(companions).length) return { candidate: null, rejected: 'companion-unknown' };
    const brought = known.map((other) => ({ other, prompt: companions[other.agent.id] as Prompt }));
    const all = new Map([...inherited, ...brought.map((one) => [one.other.agent.id, one.prompt] as const)]);
    const candidate = candidateOf(prompt, all, incumbents);
    const reason =
      request.refusal(candidate)?.reason ??
      brought
        .map((one) => companionRefusal(context, { phase, use }, one.other, one.prompt))
        .find((one) => one !== null);
    const surplus = reason !== 'duplicate' && room <= 0;
    return { candidate, rejected: surplus ? 'surplus' : (reason ?? null) };
  };
}

/** A companion is held against its own agent: its frozen spans, its length, the texts that it may repeat. */
function companionRefusal(
  context: SearchContext,
  { phase, use }: Pick<Sifting, 'phase' | 'use'>,
  other: OtherPopulation,
  prompt: Prompt,
): string | null {
  const agent = promptAgent(context.plan, other.agent.id);
  const kin = [other.incumbent, ...other.population.map((scored) => scored.prompt)];
  return refusalOf(context, { agent, phase, use, kin, seen: new Set() })(prompt)?.reason ?? null;
}

/** Tells of a proposal, taken or not. */
export const emitProposal = (
  context: SearchContext,
  {
    parents,
    candidate,
    ...told
  }: Pick<Extract<RunEvent, { type: 'proposal' }>, 'agent' | 'operator' | 'by' | 'rejected'> & {
    readonly parents: readonly Prompt[];
    readonly candidate: Candidate | null;
  },
): Promise<void> =>
  context.emit({
    type: 'proposal',
    agent: told.agent,
    operator: told.operator,
    by: told.by,
    parents: parents.map(({ id }) => id),
    candidate: candidate?.id ?? null,
    prompt: candidate?.sections ?? null,
    ...companionsTold(candidate),
    rejected: told.rejected,
  });

function companionsTold(candidate: Candidate | null) {
  const companions = candidate === null ? [] : [...companionsOf(candidate)];
  if (companions.length === 0) return {};
  return { companions: Object.fromEntries(companions.map(([agent, { sections }]) => [agent, sections])) };
}
