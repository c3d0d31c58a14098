import {
  type InitOperator,
  isPrompt,
  type OptionsSchema,
  type Prompt,
  type Proposal,
  type Rng,
  SECTIONS,
  type Section,
} from '@maspo/core/plan';
import { keepsFrozen, replaceSection } from '../frozen.ts';
import { modelOption, sampling } from '../model/options.ts';
import { type Place, placeOf } from './place.ts';
import { reword } from './reword.ts';
import { type Templates, templatesFor } from './templates.ts';

const options = {
  type: 'object',
  properties: {
    count: { type: 'integer', minimum: 1, maximum: 64, default: 6, description: 'Variants proposed per agent.' },
    sections: {
      type: 'array',
      items: { enum: SECTIONS },
      minItems: 1,
      default: SECTIONS,
      description: 'Sections that may change: role, task, context, format.',
    },
    model: modelOption('Model that words half of the variants; without it all are made from templates.'),
    ...sampling,
  },
} as const satisfies OptionsSchema;

export const variants: InitOperator<typeof options> = {
  description: 'Variants of the seed: role, task, context and format by template and, if a model is given, by a model.',
  options,
  maxCalls: 1,
  run: async (request) => {
    const {
      seed,
      agent,
      options: { count, model },
      rng,
    } = request;
    const sections = SECTIONS.filter((section) => request.options.sections.includes(section));
    const byModel =
      model === undefined ? [] : await reword({ ...request, sections, model, count: Math.ceil(count / 2) });
    const byTemplate = draw(
      editsFor(placeOf(request, seed), sections),
      seed,
      agent.frozen,
      count - byModel.length,
      rng,
    );
    const proposals = withoutTwins([...byTemplate, ...byModel]);
    return proposals.length === 0 ? [{ rejected: 'no template changes the seed' }] : proposals;
  },
};

/** A model may write what a template, or itself, has written before. */
function withoutTwins(proposals: readonly Proposal[]): Proposal[] {
  const seen = new Set<string>();
  return proposals.map((proposal) => {
    if (!isPrompt(proposal)) return proposal;
    const isTwin = seen.has(proposal.id);
    seen.add(proposal.id);
    return isTwin ? { rejected: 'duplicate' } : proposal;
  });
}

/** New texts of some sections. */
type Edit = Partial<Record<Section, string>>;

/** Small models lean to the first or the last label that they read: labels are listed in both directions. */
function editsFor(place: Place, sections: readonly Section[]): Edit[][] {
  const forward = edits(templatesFor(place), sections);
  const backward = edits(
    templatesFor({
      ...place,
      own: place.own.toReversed(),
      next: place.next.map((labels) => labels.toReversed()),
      final: place.final.toReversed(),
    }),
    sections,
  );
  return forward.map((group, index) => [...group, ...(backward[index] ?? [])]);
}

/** Edits in groups, in the order in which they are drawn from: what moves small models most comes first. */
function edits(templates: Templates, sections: readonly Section[]): Edit[][] {
  const cleared = Object.fromEntries(sections.map((section) => [section, '']));
  const alone = (texts: readonly string[]): Edit[] =>
    sections.includes('task') ? texts.map((task): Edit => ({ ...cleared, task })) : [];
  const order: readonly Section[] = ['task', 'format', 'context', 'role'];
  const single = order
    .filter((section) => sections.includes(section))
    .map((section) => templates[section].map((text): Edit => ({ [section]: text })));
  return [alone(templates.handOver), alone(templates.brief), ...single];
}

/** Different prompts, one of each group in turn. */
function draw(groups: readonly Edit[][], seed: Prompt, frozen: readonly string[], count: number, rng: Rng): Proposal[] {
  const queues = groups.map((group) => rng.shuffle(group));
  const found = new Map<string, Prompt>();
  while (found.size < count && queues.some((queue) => queue.length > 0)) {
    for (const queue of queues) {
      const fresh = nextOf(queue, seed, frozen, (prompt) => prompt.id === seed.id || found.has(prompt.id));
      if (fresh !== null && found.size < count) found.set(fresh.id, fresh);
    }
  }
  return [...found.values()];
}

/** The first prompt of a queue that is new; takes it, and what is not new before it, out of the queue. */
function nextOf(
  queue: Edit[],
  seed: Prompt,
  frozen: readonly string[],
  isKnown: (prompt: Prompt) => boolean,
): Prompt | null {
  for (let edit = queue.shift(); edit !== undefined; edit = queue.shift()) {
    const prompt = apply(seed, edit, frozen);
    if (prompt.text !== '' && keepsFrozen(seed.text, prompt.text, frozen) && !isKnown(prompt)) return prompt;
  }
  return null;
}

const apply = (seed: Prompt, edit: Edit, frozen: readonly string[]): Prompt =>
  SECTIONS.reduce((prompt, section) => {
    const text = edit[section];
    return text === undefined ? prompt : replaceSection(prompt, section, text, frozen);
  }, seed);
