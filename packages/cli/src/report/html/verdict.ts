import { type HeldOut, returnsBest } from '@maspo/core';
import { group, percent, plural, points, pValue } from '../../format.ts';
import { heldOutText } from '../held-out.ts';
import type { Story } from '../story/story.ts';
import { sentenceOf } from '../verdict.ts';
import { type IntervalRow, intervalChart } from './interval.ts';
import { html, type Markup } from './markup.ts';

/** The first thing that is read: what is claimed, on what, and how sure that is. */
export function verdictMarkup(story: Story): Markup {
  const { test, verdict } = story;
  const [style, name, sentence] = headline(story);
  const isNew = verdict !== null && returnsBest(verdict);
  return html`<section id="verdict" class="verdict ${style}" aria-labelledby="verdict-title">
<div class="words"><h2 id="verdict-title"><span class="badge">${name}</span></h2>
<p class="lead">${sentence}</p>
${test === null ? null : isNew ? testMarkup(test, story) : html`<p>${seedSentence(test)}</p>`}
</div>${pictureOf(story)}
<ul class="facts">${factsOf(story).map((fact) => html`<li>${fact}</li>`)}</ul></section>`;
}

function headline(story: Story): readonly [string, string, string] {
  const { verdict, unfitJudge, validation } = story;
  if (verdict === null)
    return [
      'open',
      'not finished',
      'The search has not come to its end: nothing below is proven on held-out items yet.',
    ];
  const [style, name, sentence] = sentenceOf({ verdict, unfitJudge, validation });
  return [verdict === 'improved' ? 'good' : style, name, `${sentence[0]?.toUpperCase()}${sentence.slice(1)}`];
}

function testMarkup(test: HeldOut, { pairwise }: Story): Markup {
  const { seed, best, difference, interval, confidence, n, p } = test;
  return html`<p class="numbers"><span class="from">${percent(seed)}</span> <span aria-hidden="true">→</span><span class="hidden"> to </span> <strong>${percent(best)}</strong>
<span class="gain">${points(difference)} points</span></p>
<p>${pairwise ? 'How often a judge preferred the new answers to those of the seed prompts' : 'Mean score of the system with the seed prompts and with the new ones'},
on ${plural(n, 'test item')} that the search never saw. ${level(confidence)} interval of the difference: <strong class="nowrap">${points(interval[0])} … ${points(interval[1])}</strong> points, <span class="nowrap">${pValue(p)}</span>.</p>
${sharesMarkup(test)}`;
}

const level = (confidence: number): string => `${Number((confidence * 100).toFixed(1))} %`;

const seedSentence = ({ n, seed }: HeldOut): string =>
  `With the seed prompts, which are returned, the system scores ${percent(seed)} on ${plural(n, 'test item')}.`;

/** Items that got better, worse or stayed, as one bar. */
function sharesMarkup({ wins, losses, ties, excluded }: HeldOut): Markup {
  const all = Math.max(1, wins + losses + ties);
  const parts = [
    { kind: 'good', count: wins, name: 'better' },
    { kind: 'same', count: ties, name: 'equal' },
    { kind: 'bad', count: losses, name: 'worse' },
  ];
  let from = 0;
  const bars = parts.map(({ kind, count }) => {
    const bar = html`<rect class="${kind}" x="${percentOf(from, all)}" width="${percentOf(count, all)}" height="10"/>`;
    from += count;
    return bar;
  });
  return html`<svg class="shares" width="100%" height="10" aria-hidden="true">${bars}</svg>
<p class="legend">${parts.map(({ kind, count, name }) => html`<span class="${kind}">${group(count)} ${name}</span> `)}${
    excluded > 0 ? html`<span>${group(excluded)} left out (failed or not judged)</span>` : null
  }</p>`;
}

const percentOf = (part: number, all: number): string => `${((100 * part) / all).toFixed(2)}%`;

/** What the verdict rests on, and what should be known before it is repeated to others. */
function factsOf(story: Story): string[] {
  const { validation, unfitJudge, verdict, testLooks, stop, splits, runId, course } = story;
  const drawn = validation === null ? 0 : validation.n + validation.excluded - splits.validation;
  return [
    ...(verdict === null
      ? [`${plural(course.calls, 'call')} so far. Where it was interrupted, it goes on with: maspo resume ${runId}`]
      : []),
    ...(validation === null
      ? []
      : [
          `Validation decides: ${heldOutText(validation, story.pairwise)}${drawn > 0 ? ` (${drawn} drawn at the gate)` : ''}.`,
        ]),
    ...(validation === null || verdict === null ? [] : [claimOf(validation, verdict)]),
    ...(unfitJudge === null || verdict === 'seed-kept'
      ? []
      : [`Unfit judge: ${unfitJudge}; it decided because gate.fitness is false.`]),
    ...(testLooks !== null && testLooks > 1
      ? [
          `The test split was looked at ${plural(testLooks, 'time')} in this project, this run included: prompts that are chosen by a test need new test items.`,
        ]
      : []),
    ...(stop === null ? [] : [`The search ended (${stop.reason}): ${stop.detail}.`]),
  ];
}

function claimOf({ confidence, p }: HeldOut, verdict: NonNullable<Story['verdict']>): string {
  const needed = `an exact paired test with p < ${Number((1 - confidence).toFixed(4))}`;
  switch (verdict) {
    case 'improved':
      return `“Improved” is claimed because ${needed} was asked for on validation, and ${pValue(p)} was found.`;
    case 'promising':
      return `“Improved” is not claimed: that needs ${needed}, and ${pValue(p)} was found.`;
    case 'no-gain':
    case 'seed-kept':
      return 'Nothing is claimed, and nothing is changed: the prompts that come out are the ones that went in.';
  }
}

function pictureOf({ test, validation, verdict }: Story): Markup | null {
  const isNew = verdict !== null && returnsBest(verdict);
  const rows: IntervalRow[] = [
    // Where the seed is returned, the test compared it with itself.
    ...(test === null || !isNew ? [] : [{ name: `test, ${plural(test.n, 'item')}`, heldOut: test }]),
    ...(validation === null ? [] : [{ name: `validation, ${plural(validation.n, 'item')}`, heldOut: validation }]),
  ];
  return rows.length === 0 ? null : intervalChart(rows);
}
