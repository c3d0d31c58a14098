import type { OperatorUse } from '../plan.ts';
import type {
  CrossoverRequest,
  InitRequest,
  MisalignmentCase,
  MutateRequest,
  OtherPopulation,
  Proposal,
  ScoredCandidate,
  Trace,
} from '../plugin/contract.ts';
import type { SeedNode } from '../random.ts';
import { type Candidate, companionsOf } from '../system/candidate.ts';
import type { CandidateId, Prompt } from '../system/prompt.ts';
import type { PromptAgent, SearchContext } from './context.ts';
import { type Draw, drawOfRound } from './draw.ts';
import { type Operation, operate } from './operate.ts';
import { type Proposing, refusalOf } from './refusal.ts';
import { emitProposal, sieveFor } from './sieve.ts';

/** Tries per wanted child: an operator that proposes nothing new is followed by another draw. */
export const TRIES = 3;

/** A child that is wanted: from this parent, with randomness from this place. */
interface Slot {
  readonly parent: ScoredCandidate;
  readonly place: SeedNode;
}

type AnyRequest = InitRequest | MutateRequest | CrossoverRequest;
/** An operation together with what it starts from. */
interface Attempt {
  readonly operation: Operation<AnyRequest, readonly Proposal[]>;
  /** The first one's companions go on with what is made of it. */
  readonly parents: readonly Candidate[];
  /** Proposals taken from one run, at most. */
  readonly take: number;
}

/** What operators may look at besides the parent. */
export interface ProposeInputs {
  readonly agent: PromptAgent;
  readonly beam: readonly ScoredCandidate[];
  readonly others: readonly OtherPopulation[];
  readonly offspring: number;
  readonly seen: ReadonlySet<CandidateId>;
  readonly misalignments: readonly MisalignmentCase[];
  readonly place: SeedNode;
  traces(prompt: Candidate): Promise<readonly Trace[]>;
}

/** The first generation of an agent: what its init operators make of the seed. */
export async function proposeInitial(context: SearchContext, agent: PromptAgent): Promise<Prompt[]> {
  const { plan, hooks, root } = context;
  // The seed itself may come back (operator `seed`): it is in the beam anyway.
  const seen = new Set<CandidateId>();
  const attempts = plan.init.map((operator, index): Attempt => {
    const by: Proposing = { agent, phase: 'init', use: operator.use, kin: [], seen };
    const request: InitRequest = { ...commonInputs(context, by), seed: agent.prompt };
    const place = root.derive('init', agent.id, index);
    const call: Attempt['operation']['call'] = (full) => hooks.init.for(operator.use).call(full as never);
    return { operation: { phase: 'init', operator, request, place, call }, parents: [agent.prompt], take: Infinity };
  });
  const prompts = await runAttempts(context, { agent, others: [] }, attempts, seen);
  return prompts.flat().filter(({ id }) => id !== agent.prompt.id);
}

/** The children of a beam: `offspring` of each parent, by mutation or crossover, all of them new. */
export async function proposeOffspring(context: SearchContext, inputs: ProposeInputs): Promise<Candidate[]> {
  const { mutate, crossover } = context.plan;
  const crosses = inputs.beam.length > 1;
  if (mutate.length === 0 && (crossover.length === 0 || !crosses)) return [];
  const draw = await drawOfRound(context, crosses);
  const children: Candidate[] = [];
  const seen = new Set(inputs.seen);
  let slots: readonly Slot[] = inputs.beam.flatMap((parent, row) =>
    Array.from({ length: inputs.offspring }, (_, child) => ({
      parent,
      place: inputs.place.derive('slot', row, child),
    })),
  );
  for (let attempt = 0; attempt < TRIES && slots.length > 0; attempt++) {
    // One after another: traces may need calls, and two steps at once could not decide a budget.
    const attempts: Attempt[] = [];
    for (const slot of slots) attempts.push(await attemptOf(context, { ...inputs, seen }, draw, slot, attempt));
    const made = await runAttempts(context, inputs, attempts, seen);
    children.push(...made.flat());
    slots = slots.filter((_, index) => made[index]?.length === 0);
  }
  return children;
}

const commonInputs = (context: SearchContext, by: Proposing) => ({
  agent: by.agent.view,
  agents: context.plan.system.agents.map(({ view }) => view),
  items: context.plan.data.splits.train,
  labelFields: context.plan.data.labelFields,
  refusal: refusalOf(context, by),
});

const kinOf = ({ beam }: ProposeInputs, parents: readonly Prompt[]): Prompt[] => [
  ...parents,
  ...beam.map(({ prompt }) => prompt),
];

/** Draws the operator of a child, and the partner of its parent for a crossover. */
async function attemptOf(
  context: SearchContext,
  inputs: ProposeInputs,
  draw: Draw,
  { parent, place: slotPlace }: Slot,
  attempt: number,
): Promise<Attempt> {
  const place = slotPlace.derive('try', attempt);
  const rng = place.stream();
  const { phase, operator } = draw(rng);
  if (phase === 'mutate') return mutateAttempt(context, inputs, operator, parent.prompt, place);
  const partners = inputs.beam.filter(({ id }) => id !== parent.id);
  return crossoverAttempt(context, inputs, operator, [parent.prompt, rng.pick(partners).prompt], place);
}

async function mutateAttempt(
  context: SearchContext,
  inputs: ProposeInputs,
  operator: OperatorUse,
  parent: Candidate,
  place: SeedNode,
): Promise<Attempt> {
  const { agent, seen } = inputs;
  const by: Proposing = { agent, phase: 'mutate', use: operator.use, kin: kinOf(inputs, [parent]), seen };
  const request: MutateRequest = {
    ...commonInputs(context, by),
    parent,
    tried: [...seen].reverse().flatMap((id) => context.proposed.get(`${agent.id} ${id}`) ?? []),
    population: inputs.beam,
    others: inputs.others,
    traces: await inputs.traces(parent),
    misalignments: inputs.misalignments,
  };
  const call: Attempt['operation']['call'] = (full) => context.hooks.mutate.for(operator.use).call(full as never);
  return { operation: { phase: 'mutate', operator, request, place, call }, parents: [parent], take: 1 };
}

function crossoverAttempt(
  context: SearchContext,
  inputs: ProposeInputs,
  operator: OperatorUse,
  parents: readonly [Candidate, Candidate],
  place: SeedNode,
): Attempt {
  const { agent, seen } = inputs;
  const by: Proposing = { agent, phase: 'crossover', use: operator.use, kin: kinOf(inputs, parents), seen };
  const { beam: population, others } = inputs;
  const request: CrossoverRequest = { ...commonInputs(context, by), parents, population, others };
  const call: Attempt['operation']['call'] = (full) => context.hooks.crossover.for(operator.use).call(full as never);
  return { operation: { phase: 'crossover', operator, request, place, call }, parents, take: 1 };
}

/** Runs the attempts and sifts what they propose: what is taken, by attempt. `seen` grows by it. */
async function runAttempts(
  context: SearchContext,
  { agent, others }: Pick<ProposeInputs, 'agent' | 'others'>,
  attempts: readonly Attempt[],
  seen: Set<CandidateId>,
): Promise<Candidate[][]> {
  const outcomes = await operate(
    context,
    attempts.map(({ operation }) => operation),
  );
  const taken: Candidate[][] = attempts.map(() => []);
  for (const [index, { operation, parents, take }] of attempts.entries()) {
    const outcome = outcomes[index];
    const operator = operation.operator.use;
    const raw: readonly Proposal[] =
      outcome?.kind === 'done' ? outcome.value : [{ rejected: `model-failed: ${outcome?.reason ?? ''}` }];
    const proposals = await context.hooks.propose.call(raw, { agent: agent.view, operator, parents });
    const { phase, request } = operation;
    const sieve = sieveFor(context, { phase: phase as Proposing['phase'], use: operator, request, parents, others });
    for (const proposal of proposals) {
      const { candidate, rejected } = sieve(proposal, take - (taken[index]?.length ?? 0));
      if (candidate !== null && rejected === null) {
        seen.add(candidate.id);
        if (companionsOf(candidate).size === 0) context.proposed.set(`${agent.id} ${candidate.id}`, candidate);
        taken[index]?.push(candidate);
      }
      const by = outcome?.kind === 'done' ? outcome.by : operator;
      await emitProposal(context, { agent: agent.id, operator, by, parents, candidate, rejected });
    }
  }
  return taken;
}
