import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Story } from '../story/story.ts';
import { casesMarkup, fitTraces, itemsMarkup, tracesMarkup } from './browser.ts';
import { chartMarkup, learnedMarkup } from './chart.ts';
import { costMarkup } from './cost.ts';
import { graphMarkup } from './graph.ts';
import { judgesMarkup } from './judges.ts';
import { html, type Markup, trusted } from './markup.ts';
import { operatorsMarkup } from './operators.ts';
import { originMarkup } from './origin.ts';
import { promptsMarkup } from './prompts.ts';
import { type Section, sectionMarkup } from './section.ts';
import { verdictMarkup } from './verdict.ts';

export interface PageOptions {
  /** The page loads itself anew every few seconds: somebody rewrites it. */
  readonly live: boolean;
}

const asset = (name: string): string => readFileSync(new URL(`../../../assets/${name}`, import.meta.url), 'utf8');

/** A run as one file of HTML that loads nothing else: the same story makes the same bytes. */
export function pageOf(story: Story, { live }: PageOptions): string {
  const [style, script] = [asset('report.css'), asset('report.js')];
  const traces = fitTraces(story);
  const sections = sectionsOf(story, traces);
  const page = html`<!doctype html>
<html lang="en"${live ? html` data-live` : null}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>maspo: ${story.verdict ?? 'not finished'}, run ${story.runId}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#verdict">Skip to the verdict</a>
<header><div class="bar"><h1>maspo <span class="quiet">run <code>${story.runId}</code></span></h1>
<div class="tools"><button type="button" id="pause" hidden>Pause</button><button type="button" id="theme" hidden>Dark</button></div></div>
<nav aria-label="Parts of the report"><ul><li><a href="#verdict">Verdict</a></li>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav></header>
<main>${verdictMarkup(story)}${warningsMarkup(story)}
${sections.map(sectionMarkup)}</main>
<footer><p>Made by maspo from the events of the run. It holds items of the data set and replies of models: think before you pass it on.</p></footer>
${tracesMarkup(traces)}
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.markup;
}

function sectionsOf(story: Story, traces: ReturnType<typeof fitTraces>): Section[] {
  const isFinished = story.verdict !== null;
  return [
    { id: 'agents', title: 'Agents', body: graphMarkup(story.agents, isFinished) },
    { id: 'prompts', title: 'Prompts', body: promptsMarkup(story.agents, isFinished) },
    { id: 'search', title: 'Search', body: html`${chartMarkup(story.course)}${learnedMarkup(story)}` },
    { id: 'operators', title: 'Operators', body: operatorsMarkup(story) },
    { id: 'cases', title: 'Misalignment', body: casesMarkup(traces) },
    { id: 'items', title: 'Held-out items', body: itemsMarkup(traces, story) },
    { id: 'judges', title: 'Judges', body: judgesMarkup(story) },
    { id: 'cost', title: 'Cost', body: costMarkup(story) },
    { id: 'origin', title: 'Make it again', body: originMarkup(story) },
  ];
}

/** What did not hold before the run, and what the run said on its way. */
function warningsMarkup({ warnings, notes }: Story): Markup | null {
  if (warnings.length + notes.length === 0) return null;
  return html`<section class="notes" aria-labelledby="notes-title"><h2 id="notes-title" class="hidden">Notes</h2><ul>${warnings.map(
    ({ about, detail, fix, ok }) =>
      html`<li class="${ok === false ? 'warning' : 'note'}"><strong>${about}</strong>: ${detail}${fix === null ? null : ` Fix: ${fix}`}</li>`,
  )}${notes.map(({ from, message }) => html`<li class="note"><strong>${from}</strong>: ${message}</li>`)}</ul></section>`;
}

/** Nothing is loaded from anywhere, and only this very style and script count. */
function policyOf(style: string, script: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
