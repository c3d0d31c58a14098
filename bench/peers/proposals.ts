import type { AgentView, ForwardRequest, Hooks, Message, Prompt, ProviderTools } from '@maspo/core';
import { parsePrompt } from '@maspo/core';
import { callProvider, operatorInputs, operatorOf } from '@maspo/core/testing';
import plugin, { type SimSystem } from '@maspo/plugin-sim';
import { withError } from '../../packages/cli/src/bench/table.ts';
import type { Cell } from '../../packages/cli/src/report/table.ts';
import { rewriteMessages } from '../../packages/plugin-mutators/src/mutate/rewrite-prompt.ts';
import { readRequest } from '../../packages/plugin-sim/src/parts/writer-request.ts';

/** One reply of the model that writes prompts. */
export interface Proposal {
  /** Whether the request showed misaligned cases. */
  readonly cases: boolean;
  /** Whether the system is right more often with the new prompt than with the old one, all other prompts being the seed's. */
  readonly useful: boolean;
  /** The same of a reply to maspo's own request about the same prompt, without cases; null where that was not asked. */
  readonly usefulInOurForm: boolean | null;
}

interface About {
  readonly agent: string;
  readonly parent: Prompt;
}

const operator = operatorOf(plugin, 'sim');
const REPLY = /(?:<prompt>|```)\n([\s\S]*?)(?:<\/prompt>|```)/;

/**
 * Looks at each request for one better prompt and answers it as the model would.
 * @param agents Where given, the model is also asked in maspo's form; those replies are counted and thrown away.
 */
export function watchProposals(system: SimSystem, agents: readonly AgentView[] | null) {
  const proposals: Proposal[] = [];
  const isUseful = (reply: string, { agent, parent }: About): boolean => {
    const child = REPLY.exec(reply)?.[1];
    if (child === undefined) return false;
    return system.quality({ [agent]: parsePrompt(child).prompt }) > system.quality({ [agent]: parent }) + 1e-9;
  };
  const answer = async ({ model, messages, sampling, options }: ForwardRequest & ProviderTools<unknown>) => {
    const request = model === 'writer' ? readRequest(system.world, messages) : null;
    if (request?.kind !== 'rewrite') return undefined;
    const about = { agent: request.agent.id, parent: request.prompts[0] };
    const ask = (question: readonly Message[]) =>
      callProvider({ operator, options: options as Readonly<Record<string, unknown>> }, question, sampling);
    const reply = await ask(messages);
    const ours = agents === null ? null : await ask(inOurForm(agents, about));
    proposals.push({
      cases: request.cases,
      useful: isUseful(reply.text, about),
      usefulInOurForm: ours === null ? null : isUseful(ours.text, about),
    });
    return reply;
  };
  return { proposals, tap: ({ forward }: Hooks): void => forward.for('sim').tap('peers', answer, { stage: -1 }) };
}

/** What the operator `rewrite` asks about a prompt of which it has seen no case. */
function inOurForm(agents: readonly AgentView[], { agent, parent }: About): Message[] {
  const own = agents.filter(({ id }) => id === agent).map((view) => ({ agent: view }))[0];
  return rewriteMessages(operatorInputs({ ...own, agents, parent, traces: [] }), 3);
}

export const PROPOSALS_HEAD: readonly Cell[] = [
  'world',
  'contender',
  { right: 'proposals asked for' },
  { right: 'useful' },
  { right: 'same prompts, our form' },
  { right: 'with misaligned cases' },
  { right: 'useful of these' },
];

/** Shares in percent, with the standard error where two of them are to be compared. */
export function rowOfProposals(result: {
  readonly entry: { readonly world: string; readonly contender: string };
  readonly proposals: readonly Proposal[];
}): readonly Cell[] {
  const { entry, proposals } = result;
  const shown = proposals.filter(({ cases }) => cases);
  const ours = proposals.flatMap(({ usefulInOurForm }) => (usefulInOurForm === null ? [] : [usefulInOurForm]));
  return [
    entry.world,
    entry.contender,
    { right: String(proposals.length) },
    { right: shareOf(proposals.map(({ useful }) => useful)) },
    { right: shareOf(ours) },
    { right: String(shown.length) },
    { right: shareOf(shown.map(({ useful }) => useful)) },
  ];
}

const shareOf = (values: readonly boolean[]): string =>
  values.length === 0 ? '–' : withError(values.map((value) => (value ? 1 : 0)));
