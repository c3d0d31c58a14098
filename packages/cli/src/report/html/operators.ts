import { group, percent } from '../../format.ts';
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
