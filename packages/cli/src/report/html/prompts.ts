import { type Prompt, SECTIONS } from '@maspo/core/plan';
import { percent } from '../../format.ts';
import { printable } from '../../printable.ts';
import { mergedDiff } from '../diff.ts';
import type { AgentStory, Step } from '../story/agents.ts';
import { html, type Markup } from './markup.ts';
import { score, shortId } from './section.ts';

type Sections = Prompt['sections'];

/** Characters of diffs between the steps of all lineages, at most: the page must stay small. */
const MOST_STEPS = 300_000;

/** Each agent's prompt: what changed against the seed, and how it came to be. */
export function promptsMarkup(agents: readonly AgentStory[], finished: boolean): Markup {
  const withPrompts = agents.filter(({ fate }) => fate !== 'program');
  const size = withPrompts.flatMap(({ lineage }) => lineage).reduce((sum, { sections }) => sum + lengthOf(sections), 0);
  const isShort = size <= MOST_STEPS;
  return html`${isShort ? null : html`<p>The single steps are too long for this page; events.jsonl has them.</p>`}${withPrompts.map((agent) => agentMarkup(agent, finished, isShort))}`;
}

const lengthOf = (sections: Sections): number => SECTIONS.reduce((sum, section) => sum + sections[section].length, 0);

function agentMarkup(
  { id, fate, seed, prompt, lineage }: AgentStory,
  finished: boolean,
  withSteps: boolean,
): Markup | null {
  if (seed === null || prompt === null) return null;
  if (fate === 'kept')
    return html`<article class="agent"><h3>${id} <span class="chip">unchanged</span></h3><details><summary>Its prompt</summary>${diffMarkup(seed, seed)}</details></article>`;
  const chip =
    fate === 'changed'
      ? html`<span class="chip good">new prompt</span>`
      : html`<span class="chip warn">${finished ? 'found, not returned: validation did not prove it' : 'so far'}</span>`;
  return html`<article class="agent"><h3>${id} ${chip}</h3>${diffMarkup(seed, prompt)}
<details><summary>How it came to be: ${lineage.length - 1} ${lineage.length === 2 ? 'step' : 'steps'} from the seed</summary><ol class="lineage" start="0">${lineage.map((step, index) => stepMarkup(id, step, lineage[index - 1], withSteps))}</ol></details></article>`;
}

/** Two prompts as one text: what went is struck out, what came is underlined. */
export function diffMarkup(before: Sections, after: Sections): Markup {
  const used = SECTIONS.filter((section) => before[section] !== '' || after[section] !== '');
  if (used.length === 0) return html`<p class="none">The prompt is empty.</p>`;
  return html`<dl class="prompt">${used.map((section) => {
    const parts = mergedDiff(printable(before[section]), printable(after[section]));
    return html`<dt>${section}</dt><dd dir="auto">${parts.map(({ kind, text }) => (kind === 'same' ? html`${text} ` : kind === 'added' ? html`<ins>${text}</ins> ` : html`<del>${text}</del> `))}</dd>`;
  })}</dl>`;
}

function stepMarkup(
  agent: string,
  { operator, by, candidate, parents, sections, evidence, adopted }: Step,
  before: Step | undefined,
  withDiff: boolean,
): Markup {
  if (operator === null) return html`<li><strong>seed</strong> <code>${shortId(candidate)}</code></li>`;
  const others = parents.slice(1).map(shortId);
  const from = others.length === 0 ? '' : `, crossed with ${others.join(', ')}`;
  return html`<li><strong>${operator}</strong>${by === null || by === operator ? null : html` <span class="quiet">of ${by}</span>`} <code>${shortId(candidate)}</code>${from}
<p class="evidence">${evidenceText(evidence)} ${adoptionText(agent, adopted)}</p>
${withDiff && before !== undefined ? diffMarkup(before.sections, sections) : null}</li>`;
}

function adoptionText(agent: string, adopted: Step['adopted']): string {
  if (adopted === null) return 'Never adopted itself; the next step builds on it.';
  const together = adopted.agent === agent ? '' : `, together with the prompt of ${adopted.agent}`;
  return `Adopted in cycle ${adopted.cycle}, turn ${adopted.turn}${together}.`;
}

function evidenceText(evidence: Step['evidence']): string {
  if (evidence === null) return 'Not compared to the end of a race.';
  const { n, score: value, better, views } = evidence;
  const seen = [
    `own output ${score(views.local)}`,
    `next agents ${score(views.lookahead)}`,
    `answer ${score(views.global)}`,
  ];
  return `Against the prompt in place on ${n} training items: score ${score(value)} (${seen.join(', ')}), better with probability ${percent(better)}.`;
}
