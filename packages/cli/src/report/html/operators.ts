import { group, percent } from '../../format.ts';
import { biasOf } from '../judges.ts';
import type { Story } from '../story/story.ts';
import { html, type Markup } from './markup.ts';
import { tableMarkup } from './section.ts';

/** What each operator proposed, and what became of it. */
export function operatorsMarkup({ proposals }: Story): Markup {
  const operators = Object.entries(proposals);
  if (operators.length === 0) return html`<p>No operator has proposed anything.</p>`;
  const rows = operators.map(([name, { made, rejected, accepted }]) => {
    const reasons = Object.entries(rejected);
    return [
      html`<code>${name}</code>`,
      { number: group(made) },
      { number: group(reasons.reduce((sum, [, count]) => sum + count, 0)) },
      { number: group(accepted) },
      { number: percent(made === 0 ? 0 : accepted / made) },
      reasons.map(([reason, count]) => `${reason} (${count})`).join(', '),
    ];
  });
  const head = [
    'operator',
    { number: 'made' },
    { number: 'rejected' },
    { number: 'adopted' },
    { number: 'of made' },
    'why rejected',
  ];
  return html`${tableMarkup('Operators', head, rows)}<p class="quiet">Adopted: became the prompt that the agent goes on with. A proposal that is not rejected still has to win its races.</p>`;
}

/** Whether judges could be read, and whether the order of the answers moved them. */
export function judgesMarkup({ judge, unfitJudge }: Story): Markup {
  const judges = Object.entries(judge);
  if (judges.length === 0) return html`<p>No judge was asked: metrics and contracts score everything in this run.</p>`;
  const rows = judges.map(([model, counts]) => {
    const { pairs, ties, abstained, bothDecided, flips, decided, firstPositionShare } = counts;
    return [
      html`<code>${model}</code>`,
      { number: group(pairs) },
      { number: group(ties) },
      { number: group(abstained) },
      { number: bothDecided === 0 ? '–' : `${group(flips)} of ${group(bothDecided)}` },
      { number: firstPositionShare === null ? '–' : percent(firstPositionShare) },
      { number: group(decided) },
    ];
  });
  const head = [
    'judge',
    { number: 'pairs' },
    { number: 'ties' },
    { number: 'abstained' },
    { number: 'flips' },
    { number: 'chose first' },
    { number: 'clear looks' },
  ];
  const biased = judges.flatMap(([model, counts]) => biasOf(model, counts) ?? []);
  return html`${tableMarkup('Judges', head, rows)}${biased.map((text) => html`<p class="warning">Biased: ${text}</p>`)}${
    unfitJudge === null ? null : html`<p class="warning">Unfit to decide: ${unfitJudge}.</p>`
  }<p class="quiet">A flip is a pair whose verdict changed with the order of the answers: it counts as a tie. A fair judge chooses the first answer in about half of its clear looks. An abstention is a reply that could not be read: it never votes.</p>`;
}
