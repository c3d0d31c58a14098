import { add, boundOfBytes, nothingByRole, type Spend, type SpendByRole, scale, totalSpend } from '../calls/usage.ts';
import { MaspoError } from '../errors.ts';
import type { Plan } from '../plan.ts';
import type { System } from '../system/graph.ts';
import { maxCallsOf } from './operate.ts';
import { scorerKind } from './score.ts';
import { stageSizes } from './turn.ts';

/** Bytes that a token stands for at most, on average, when a later agent reads it. */
const BYTES_A_TOKEN = 6;
/** Room for prompts that grow. */
const PROMPT_GROWTH = 2;
/** What a judge's own instructions take, in bytes. */
const JUDGE_BYTES = 2000;

/** The most that one run of the system on the largest item can cost. */
export function boundOfEpisode(plan: Plan): Spend {
  const items = Object.values(plan.data.splits).flat();
  const itemBytes = Math.max(0, ...items.map(({ fields }) => Buffer.byteLength(JSON.stringify(fields))));
  const nodes = plan.system.levels.flat();
  return nodes
    .map(({ agent }) => {
      const model = plan.models[agent.model];
      const read = agent.view.predecessors.map((id) => outputBytes(plan, plan.system, id));
      const bytes =
        PROMPT_GROWTH * Buffer.byteLength(agent.prompt?.text ?? '') +
        Buffer.byteLength(agent.input.source) +
        itemBytes +
        read.reduce((sum, value) => sum + value, 0);
      return boundOfBytes(bytes, model?.sampling.maxTokens ?? 0, model?.price ?? null);
    })
    .reduce(add);
}

const outputBytes = (plan: Plan, system: System, id: Parameters<System['agent']>[0]): number =>
  BYTES_A_TOKEN * (plan.models[system.agent(id).model]?.sampling.maxTokens ?? 0);

/** The most that judging the answers of one item can cost; nothing where a metric does it. */
function boundOfVerdict(plan: Plan): Spend {
  const use = plan.score.global?.use;
  const calls = use === undefined ? 0 : maxCallsOf({ plan }, 'score', use);
  const looks = scorerKind(plan, 'global') === 'absolute' ? 2 * calls : calls;
  const bytes = JUDGE_BYTES + 2 * outputBytes(plan, plan.system, plan.system.answer);
  const dearest = Object.values(plan.models).map(({ sampling, price }) =>
    boundOfBytes(bytes, sampling.maxTokens, price),
  );
  // Which model the judge asks, only its plugin knows.
  const most = dearest.reduce((a, b) => ({
    calls: 1,
    inputTokens: Math.max(a.inputTokens, b.inputTokens),
    outputTokens: Math.max(a.outputTokens, b.outputTokens),
    nanoUsd: Math.max(a.nanoUsd, b.nanoUsd),
  }));
  return scale(most, looks);
}

/** What validation and test are held back from the search: seed and best on every held-out item. */
export function reserveOf(plan: Plan): SpendByRole {
  const items = plan.data.splits.validation.length + plan.data.splits.test.length;
  return {
    ...nothingByRole(),
    agent: scale(boundOfEpisode(plan), 2 * items),
    judge: scale(boundOfVerdict(plan), items),
  };
}

/** The least that a search can be: the incumbent and one rival on the first stage of one batch. */
export function firstStep(plan: Plan): Spend {
  const [size = 1] = stageSizes(plan.search.batch, plan.data.splits.train.length);
  return scale(add(boundOfEpisode(plan), boundOfVerdict(plan)), 2 * size);
}

/** @throws MaspoError MASPO-BUDGET-SMALL (exit 3), with the number needed, if the caps leave no room for a search. */
export function checkBudget(plan: Plan): void {
  const need = add(totalSpend(reserveOf(plan)), firstStep(plan));
  const { calls, tokens, usd } = plan.budget;
  const needTokens = need.inputTokens + need.outputTokens;
  const refuse = (cap: string, given: number, needed: string): never => {
    throw new MaspoError(
      'MASPO-BUDGET-SMALL',
      `budget.${cap} is ${given}, but validation, test and the smallest search need ${needed}`,
      `Raise budget.${cap} to at least ${needed}, or make data.split.validation and data.split.test smaller.`,
    );
  };
  if (calls !== null && need.calls > calls) refuse('calls', calls, String(need.calls));
  if (tokens !== null && needTokens > tokens) refuse('tokens', tokens, String(needTokens));
  if (usd !== null && need.nanoUsd > usd * 1e9) refuse('usd', usd, (need.nanoUsd / 1e9).toFixed(4));
}
