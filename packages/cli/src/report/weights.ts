import type { Plan, Result, View } from '@maspo/core';
import type { Paint } from '../terminal.ts';

const EARLY = ['local', 'lookahead'] as const;

/** Where weights were learned: those of the last turn beside the configured ones, and the evidence behind them. */
export function weightLines({ learned }: Result, { score }: Plan, paint: Paint): string[] {
  if (learned === undefined) return [];
  const views = (['local', 'lookahead', 'global'] as const).filter((view) => (score[view]?.weight ?? 0) > 0);
  const total = views.reduce((sum, view) => sum + (score[view]?.weight ?? 0), 0);
  const parts = views.map((view) => {
    const configured = (score[view]?.weight ?? 0) / total;
    return `${view} ${learned.weights[view].toFixed(2)} (of ${configured.toFixed(2)})`;
  });
  const evidence = EARLY.filter((view) => (views as readonly View[]).includes(view)).map((view) => {
    const { decided, agreed, opposed } = learned.views[view];
    return paint('dim', `${view}: of ${decided} verdicts the answer agreed with ${agreed} and went against ${opposed}`);
  });
  return [`${paint('bold', 'weights learned:')} ${parts.join(', ')}`, ...evidence];
}
