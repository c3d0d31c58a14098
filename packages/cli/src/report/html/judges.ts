import { type Calibration, calibrationCheck, faultOf } from '@maspo/core';
import { group, percent } from '../../format.ts';
import { biasOf, sameAgain } from '../judges.ts';
import type { Story } from '../story/story.ts';
import { html, type Markup } from './markup.ts';
import { tableMarkup } from './section.ts';

type Judge = readonly [model: string, counts: Story['judge'][string]];

/** Whether judges could be read, whether the order of the answers moved them, and whether they repeat themselves. */
export function judgesMarkup({ judge, calibration }: Story): Markup {
  const judges = Object.entries(judge);
  const [compared, graded] = [
    judges.filter(([, { pairs }]) => pairs > 0),
    judges.filter(([, counts]) => counts.graded > 0),
  ];
  if (compared.length + graded.length === 0)
    return html`<p>No judge was asked: metrics and contracts score everything in this run.</p>`;
  const warnings = judges.flatMap(([model, counts]) => {
    const [fault, bias] = [faultOf(model, counts), biasOf(model, counts)];
    return [...(fault === null ? [] : [`Unfit to decide: ${fault}.`]), ...(bias === null ? [] : [`Biased: ${bias}`])];
  });
  return html`${compared.length === 0 ? null : pairsMarkup(compared)}${graded.length === 0 ? null : gradesMarkup(graded)}${warnings.map(
    (text) => html`<p class="warning">${text}</p>`,
  )}${calibration.map(calibrationMarkup)}<p class="quiet">A flip is a pair whose verdict changed with the order of the answers: it counts as a tie. A fair judge chooses the first answer in about half of its clear looks. An abstention is a reply that could not be read: it never votes. A judge that samples is asked some questions twice: “same again” is how often it stood by its verdict.</p>`;
}

function calibrationMarkup(found: Calibration): Markup {
  const { ok, about, detail } = calibrationCheck(found);
  const text = `Calibration: ${about} ${detail}.`;
  return ok === true ? html`<p>${text}</p>` : html`<p class="warning">${text}</p>`;
}

function pairsMarkup(judges: readonly Judge[]): Markup {
  const rows = judges.map(([model, { pairs, ties, abstained, bothDecided, flips, firstPositionShare, ...counts }]) => [
    html`<code>${model}</code>`,
    { number: group(pairs) },
    { number: group(ties) },
    { number: group(abstained) },
    { number: bothDecided === 0 ? '–' : `${group(flips)} of ${group(bothDecided)}` },
    { number: firstPositionShare === null ? '–' : `${percent(firstPositionShare)} of ${group(counts.decided)}` },
    { number: sameAgain(counts) },
  ]);
  const heads = ['pairs', 'ties', 'abstained', 'flips', 'chose first', 'same again'].map((number) => ({ number }));
  return tableMarkup('Judges that compare', ['judge', ...heads], rows);
}

function gradesMarkup(judges: readonly Judge[]): Markup {
  const rows = judges.map(([model, counts]) => [
    html`<code>${model}</code>`,
    { number: group(counts.graded) },
    { number: group(counts.unread) },
    { number: sameAgain(counts) },
  ]);
  const heads = ['outputs', 'unreadable', 'same again'].map((number) => ({ number }));
  return tableMarkup('Judges that grade', ['grader', ...heads], rows);
}
