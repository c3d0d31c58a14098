import {
  add,
  boundOf,
  boundOfBytes,
  larger,
  NOTHING,
  nothingByRole,
  type Spend,
  type SpendByRole,
  scale,
  sumByRole,
  totalSpend,
} from '../calls/usage.ts';
import { type Path, showPath } from '../config/node.ts';
import { MaspoError } from '../errors.ts';
import type { Caps, ModelPlan, OperatorUse, Plan } from '../plan.ts';
import type { Agent, System } from '../system/graph.ts';
import { ROLES, type View } from '../types.ts';
import { inBothOrders, maxCallsOf, scorerKind, stageSizes } from './declared.ts';
import { benchPlans } from './judge-plans.ts';
import { modelsIn, probesOf } from './preflight-calls.ts';

/** Bytes that a token stands for at most, on average, when a later agent reads it. */
const BYTES_A_TOKEN = 6;
/** Room for prompts that grow. */
const PROMPT_GROWTH = 2;
/** What a judge's own instructions take, in bytes. */
const JUDGE_BYTES = 3500;

const largestItem = ({ data }: Plan): number =>
  Math.max(
    0,
    ...Object.values(data.splits)
      .flat()
      .map(({ fields }) => Buffer.byteLength(JSON.stringify(fields))),
  );

/** The most that one execution of an agent can cost, on an item of so many bytes; the largest by default. */
export function boundOfAgent(plan: Plan, agent: Agent, itemBytes = largestItem(plan)): Spend {
  const model = plan.models[agent.model];
  const read = agent.view.predecessors.map((id) => outputBytes(plan, plan.system, id));
  const bytes =
    PROMPT_GROWTH * Buffer.byteLength(agent.prompt?.text ?? '') +
    Buffer.byteLength(agent.input.source) +
    itemBytes +
    read.reduce((sum, value) => sum + value, 0);
  return boundOfBytes(bytes, model?.sampling.maxTokens ?? 0, model?.price ?? null);
}

/** The most that one run of the system on the largest item can cost. */
export function boundOfEpisode(plan: Plan): Spend {
  const itemBytes = largestItem(plan);
  return plan.system.levels
    .flat()
    .map(({ agent }) => boundOfAgent(plan, agent, itemBytes))
    .reduce(add);
}

const outputBytes = (plan: Plan, system: System, id: Parameters<System['agent']>[0]): number =>
  BYTES_A_TOKEN * (plan.models[system.agent(id).model]?.sampling.maxTokens ?? 0);

/** The most that one call of a view's scorer can cost. */
export function boundOfJudgeCall(plan: Plan, view: View): Spend {
  const use = plan.score[view];
  const judged = view === 'global' ? [plan.system.answer] : plan.system.agents.map(({ id }) => id);
  const outputs = Math.max(...judged.map((id) => outputBytes(plan, plan.system, id)));
  // The input of who is judged, which holds the item and what it read, and two outputs.
  const bytes = JUDGE_BYTES + largestItem(plan) + 3 * outputs;
  return use === undefined ? NOTHING : dearest(askedBy(plan, 'score', use), bytes);
}

/** The models that an operator asks, as far as its options name them; otherwise only its plugin knows: any of the plan. */
export function askedBy(plan: Plan, phase: Parameters<typeof modelsIn>[1], use: OperatorUse): readonly ModelPlan[] {
  const named = modelsIn(plan, phase, use).flatMap((name) => plan.models[name] ?? []);
  return named.length > 0 ? named : Object.values(plan.models);
}

/** The most that a call of so many bytes can cost on any of these models. */
export const dearest = (models: readonly ModelPlan[], bytes: number): Spend =>
  models.map(({ sampling, price }) => boundOfBytes(bytes, sampling.maxTokens, price)).reduce(larger, NOTHING);

/** Most calls of a view's scorer on one candidate and one output. */
export function looksOf(plan: Plan, view: View): number {
  const use = plan.score[view];
  const calls = use === undefined ? 0 : maxCallsOf({ plan }, 'score', use);
  return scorerKind(plan, view) === 'absolute' ? 2 * calls : calls;
}

/** The most that judging the answers of one item can cost; nothing where a metric does it. */
const boundOfVerdict = (plan: Plan): Spend => scale(boundOfJudgeCall(plan, 'global'), looksOf(plan, 'global'));

/** The most that can be spent before the search: a call a model, and the calibration of judges where it is asked for. */
export function boundOfPreflight(plan: Plan): SpendByRole {
  const sum = { ...boundOfCalibration(plan) };
  for (const probe of probesOf(plan)) {
    if (probe.kind === 'agent') sum.agent = add(sum.agent, boundOfAgent(plan, probe.node.agent));
    else {
      const { role, messages, sampling } = probe.request;
      sum[role] = add(sum[role], boundOf(messages, sampling.maxTokens, probe.model.price));
    }
  }
  return sum;
}

/** The seed on some training items, and each judge on a pair of each, in both orders. */
function boundOfCalibration(plan: Plan): SpendByRole {
  const items = Math.min(plan.calibration?.items ?? 0, plan.data.splits.train.length);
  if (items === 0) return nothingByRole();
  return {
    ...nothingByRole(),
    agent: scale(boundOfEpisode(plan), items),
    judge: scale(
      benchPlans(plan)
        .map(({ plan: judged }) => boundOfVerdict(judged))
        .reduce(add, NOTHING),
      items,
    ),
  };
}

/** What validation and test are held back from the search: seed and best on every held-out item. */
export function reserveOf(plan: Plan): SpendByRole {
  const items = plan.data.splits.validation.length + plan.data.splits.test.length;
  return {
    ...nothingByRole(),
    agent: scale(boundOfEpisode(plan), 2 * items),
    // Held-out pairs are judged in both orders, whatever the search does.
    judge: scale(boundOfVerdict(inBothOrders(plan)), items),
  };
}

/** The least that a search can be: the incumbent on one batch, and one rival on its first stage. */
export function firstStep(plan: Plan): SpendByRole {
  const sizes = stageSizes(plan.search.batch, plan.data.splits.train.length);
  const [first = 1, last = first] = [sizes[0], sizes.at(-1)];
  return {
    ...nothingByRole(),
    agent: scale(boundOfEpisode(plan), first + last),
    judge: scale(boundOfVerdict(plan), first + last),
  };
}

/** The least that a budget must allow: preflight, held-out evaluation and the smallest step of a search. */
export function leastOf(plan: Plan): SpendByRole {
  return sumByRole([boundOfPreflight(plan), reserveOf(plan), firstStep(plan)]);
}

/** A cap that leaves no room for a search. */
export interface SmallCap {
  /** Where it stands in the config: `budget`, `roles`, `judge`, `calls`. */
  readonly path: Path;
  readonly message: string;
  readonly hint: string;
}

/** @throws MaspoError MASPO-BUDGET-SMALL (exit 3), with the number needed, if the caps leave no room for a search. */
export function checkBudget(plan: Plan): void {
  const small = smallCap(plan);
  if (small !== null) throw new MaspoError('MASPO-BUDGET-SMALL', small.message, small.hint);
}

/** The first cap that is too small. */
export function smallCap(plan: Plan): SmallCap | null {
  const need = leastOf(plan);
  const all = smallIn(['budget'], plan.budget, totalSpend(need));
  if (all !== null) return all;
  for (const role of ROLES) {
    const caps = plan.budget.roles[role];
    // Where a role has nothing to do but answer the preflight, that call is left out.
    if (caps === undefined || need[role].calls <= boundOfPreflight(plan)[role].calls) continue;
    const small = smallIn(['budget', 'roles', role], caps, need[role]);
    if (small !== null) return small;
  }
  return null;
}

function smallIn(where: Path, { calls, tokens, usd }: Caps, need: Spend): SmallCap | null {
  const needTokens = need.inputTokens + need.outputTokens;
  const small = (cap: string, given: number, needed: string): SmallCap => {
    const path = [...where, cap];
    return {
      path,
      message: `${showPath(path)} is ${given}, but validation, test and the smallest search need ${needed}`,
      hint: `Raise ${showPath(path)} to at least ${needed}, or make data.split.validation and data.split.test smaller.`,
    };
  };
  if (calls !== null && need.calls > calls) return small('calls', calls, String(need.calls));
  if (tokens !== null && needTokens > tokens) return small('tokens', tokens, String(needTokens));
  if (usd !== null && need.nanoUsd > usd * 1e9)
    return small('usd', usd, (Math.ceil(need.nanoUsd / 1e5) / 1e4).toFixed(4));
  return null;
}
