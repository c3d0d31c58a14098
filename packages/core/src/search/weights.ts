import { round12 } from '../canonical.ts';
import type { Plan } from '../plan.ts';
import type { EarlyView, ViewCounts } from '../run/events.ts';
import type { Learned } from '../run/learning.ts';
import { VIEWS } from '../types.ts';
import type { SearchContext } from './context.ts';
import type { Verdicts, Weights } from './reward.ts';

export type ViewEvidence = Learned['views'];

/** Decided items that the configured weights count for: two or three candidates that met a whole batch. */
const PRIOR = 50;

/** Of a view against the answer: weights that differ by more are as good as none, and a share of 1 has no ratio. */
const MOST = 1 - 1e-9;

/** What the config weighs each view with. */
export const configuredWeights = ({ score }: Pick<Plan, 'score'>): Weights => ({
  local: score.local?.weight ?? 0,
  lookahead: score.lookahead?.weight ?? 0,
  global: score.global?.weight ?? 0,
});

/** The weights of a turn: those of the config, or learned from all before the turn and told. */
export async function weightsOfTurn({ plan, state, emit }: SearchContext, turn: number): Promise<Weights> {
  const configured = configuredWeights(plan);
  if (plan.weights === 'fixed') return configured;
  const { views } = state().learning;
  const weights = learnWeights(configured, views);
  await emit({ type: 'weights', turn, weights, views });
  return weights;
}

/** What comparisons with the incumbent (`firstVerdicts`) say about the early views; items without a global verdict say nothing. */
export function countViews(verdicts: readonly Verdicts[]): ViewEvidence {
  const of = (view: EarlyView): ViewCounts => {
    const signs = verdicts.flatMap((verdict) => {
      const [early, global] = [verdict[view], verdict.global];
      return early === null || early === 0.5 || global === null
        ? []
        : [Math.sign(early - 0.5) * Math.sign(global - 0.5)];
    });
    return {
      decided: signs.length,
      agreed: signs.filter((sign) => sign > 0).length,
      opposed: signs.filter((sign) => sign < 0).length,
    };
  };
  return { local: of('local'), lookahead: of('lookahead') };
}

/**
 * The weights of a turn, learned from all comparisons before it, in [0, 1] with sum 1.
 *
 * A view's verdict is put into the unit of the global one: a local win weighs what local wins have been worth in global
 * wins. With signs v, g ∈ {−1, 0, 1} of the view and of the global verdict on an item, that worth is the slope of g on v
 * through the origin, b = Σvg / Σv² = (agreed − opposed) / decided, which is P(global win | view win) − P(global loss | view
 * win), losses mirrored: which of two prompts is called the candidate does not matter. Global's own slope is 1, so against
 * the answer alone the view's share is s(b) = b / (1 + b); a negative slope counts as −s(−b). It is shrunk to the configured
 * share c = w_view / (w_view + w_global), which counts for `PRIOR` decided items:
 *
 *     x = max(0, (decided · s(b) + PRIOR · c) / (decided + PRIOR)),   w ∝ (x_local / (1 − x_local), x_lookahead / (1 − x_lookahead), 1)
 *
 * So without evidence the weights are the configured ones, a view that says nothing about the answer tends to 0, and one
 * that misleads stays there. Shares are shrunk and not slopes: a ratio has no bounds, and one that was configured far off
 * would outlast much evidence. Each view has a slope of its own (not a joint regression): where both are judged by one
 * judge they say nearly the same, and slopes of a joint regression would be as noisy as that is likely. A view of weight 0
 * is not scored, has no evidence and keeps 0.
 * @throws RangeError if the global view has no weight: there is nothing to learn from.
 */
export function learnWeights(configured: Weights, evidence: ViewEvidence): Weights {
  if (!(configured.global > 0)) throw new RangeError('weights are learned from the global view, which has no weight');
  const ratio = (view: EarlyView): number => {
    if (configured[view] === 0) return 0;
    const { decided, agreed, opposed } = evidence[view];
    const prior = configured[view] / (configured[view] + configured.global);
    // decided · s(b), without a division by nothing.
    const learned = decided === 0 ? 0 : (decided * (agreed - opposed)) / (decided + Math.abs(agreed - opposed));
    const share = Math.max(0, Math.min(MOST, (learned + PRIOR * prior) / (decided + PRIOR)));
    return share / (1 - share);
  };
  return shares({ local: ratio('local'), lookahead: ratio('lookahead'), global: 1 });
}

/** Weights scaled to the sum 1. */
export function shares(weights: Weights): Weights {
  const sum = VIEWS.reduce((total, view) => total + weights[view], 0);
  return {
    local: round12(weights.local / sum),
    lookahead: round12(weights.lookahead / sum),
    global: round12(weights.global / sum),
  };
}
