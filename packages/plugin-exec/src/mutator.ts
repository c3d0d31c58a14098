import {
  createPrompt,
  type Json,
  type MutateRequest,
  type Prompt,
  type Proposal,
  SECTIONS,
  type Toolbox,
} from '@maspo/core/plan';
import { identifyProgram } from './identity.ts';
import type { ProgramOptions } from './options.ts';
import { type ProgramEnd, runProgram } from './program.ts';
import { isRecord, jsonIn, quote } from './reply.ts';

/** A program as a mutation operator. What it does wrong is a rejected proposal, counted by its reason. */
export async function mutate(request: MutateRequest & Toolbox<ProgramOptions>): Promise<readonly Proposal[]> {
  // The program's own chance comes from the run's seed: without it, a second round would repeat the first.
  const seed = request.rng.int(2 ** 31);
  const input = mutateInput(request, seed);
  const program = await identifyProgram(request);
  const drafts = await request.once('mutate', { program, input }, async () =>
    draftsIn(await runProgram(input, request)),
  );
  return drafts.map((draft) => ('rejected' in draft ? draft : promptOf(draft.sections, request.parent)));
}

function mutateInput(request: MutateRequest, seed: number): Json {
  const { agent, agents, parent, population, traces, misalignments, items, labelFields } = request;
  const plain = population.map(({ id, prompt, score, n, better }) => ({
    id,
    sections: prompt.sections,
    score,
    n,
    better,
  }));
  const input = {
    seed,
    agent,
    agents,
    parent: parent.sections,
    population: plain,
    traces,
    misalignments,
    items,
    labelFields,
  };
  return JSON.parse(JSON.stringify(input));
}

type Draft = { readonly sections: { readonly [section: string]: string } } | { readonly rejected: string };

/** Reads `{ "prompts": [{ "task": "…" }, …] }`. */
function draftsIn(end: ProgramEnd): Draft[] {
  if (end.kind === 'failed') return [{ rejected: end.reason }];
  const reply = jsonIn(end.stdout);
  const prompts = isRecord(reply) ? reply.prompts : undefined;
  if (Array.isArray(prompts)) return prompts.map(draftOf);
  return [{ rejected: `the program must print {"prompts": [{"task": "…"}]} and printed ${quote(end.stdout)}` }];
}

function draftOf(prompt: unknown): Draft {
  if (!isRecord(prompt)) return { rejected: `a prompt of the program is no object: ${quote(JSON.stringify(prompt))}` };
  if (typeof prompt.rejected === 'string') return { rejected: prompt.rejected };
  const odd = Object.entries(prompt).find(
    ([section, text]) => !SECTIONS.some((known) => known === section) || typeof text !== 'string',
  );
  if (odd === undefined) return { sections: prompt as { readonly [section: string]: string } };
  return { rejected: `"${odd[0]}" of a prompt must be one of ${SECTIONS.join(', ')}, and text` };
}

/** A section that the program leaves out stays as it was; an empty one is dropped. */
const promptOf = (sections: { readonly [section: string]: string }, parent: Prompt): Prompt =>
  createPrompt({ ...parent.sections, ...sections });
