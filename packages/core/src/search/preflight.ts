import { BudgetStop } from '../calls/budget.ts';
import type { CallResult } from '../calls/journal.ts';
import type { CallRequest } from '../calls/key.ts';
import { CallError, Interruption, MaspoError } from '../errors.ts';
import { NOTHING_JUDGED } from '../evidence/fitness.ts';
import type { Check, JudgeCounts } from '../run/events.ts';
import { outputReader } from '../system/contract.ts';
import { requestAt, type Turn } from '../system/execute.ts';
import type { Node, NodeId } from '../system/graph.ts';
import type { Output } from '../types.ts';
import { type SearchContext, seedPrompts } from './context.ts';
import { identifyAll } from './identify.ts';
import { QUIZ_LENGTH, readQuiz } from './judge-quiz.ts';
import { samplingSeed } from './operate.ts';
import { type Probe, probesOf } from './preflight-calls.ts';

/**
 * Asks each model once, before anything else is paid. A model that cannot be reached ends the run here; a reply that
 * breaks its contract and a judge that fails are shown only: the search mends the one and measures the other.
 * @throws MaspoError MASPO-PREFLIGHT (exit 3) with every model that is not there, and what to do.
 */
export async function preflight(context: SearchContext): Promise<void> {
  const { checks, quiz, error } = await checkModels(context, { patient: false });
  const broken = checks.filter(({ ok, check }) => ok === false && (check === 'endpoint' || check === 'model'));
  if (broken.length > 0) throw refusal(broken, error);
  await context.emit({ type: 'preflight', checks });
  if (quiz.size > 0) await context.emit({ type: 'judged', judges: Object.fromEntries(quiz) });
}

function refusal(broken: readonly Check[], cause: unknown): MaspoError {
  const [first] = broken;
  const line = ({ about, detail }: Check): string => `${about}: ${detail}`;
  if (first !== undefined && broken.length === 1)
    return new MaspoError('MASPO-PREFLIGHT', line(first), first.fix ?? HINT, { cause });
  const fixes = broken.map(({ about, fix }) => `${about}: ${fix ?? HINT}`);
  const message = `${broken.length} models cannot be used\n  ${broken.map(line).join('\n  ')}`;
  return new MaspoError('MASPO-PREFLIGHT', message, fixes.join('\n  '), { cause });
}

const HINT = 'Look at its provider.';

export interface ModelChecks {
  readonly checks: readonly Check[];
  /** Seconds that each model's call took. */
  readonly seconds: ReadonlyMap<string, number>;
  /** What each judge made of the obvious pairs, where it could be read. */
  readonly quiz: ReadonlyMap<string, JudgeCounts>;
  /** What the first model failed with. */
  readonly error?: unknown;
}

/**
 * Identity and one call of each model that the plan uses, one after another: so an agent reads what the agents before it
 * said, and it is known which model failed.
 * @param patient Goes on after a failure, to tell all of them; otherwise the first ends it.
 */
export async function checkModels(
  context: SearchContext,
  { patient }: { readonly patient: boolean },
): Promise<ModelChecks> {
  const probes = probesOf(context.plan);
  const checks: Check[] = [];
  const seconds = new Map<string, number>();
  const quiz = new Map<string, JudgeCounts>();
  const missing = await identifyAll(
    context,
    probes.map(({ model }) => model),
  );
  let error: unknown = [...missing.values()][0];
  const ask = createAsker(context, (name, right) => {
    quiz.set(name, { ...NOTHING_JUDGED, quiz: QUIZ_LENGTH, quizRight: right });
  });
  for (const probe of probes) {
    const { name } = probe.model;
    const problem = missing.get(name);
    if (problem !== undefined) checks.push(failed(name, 'endpoint', problem));
    else if (error !== undefined && !patient) checks.push(notTried(name, 'another model failed before it'));
    else {
      const started = performance.now();
      const outcome = await attempt(() => ask(probe), patient);
      seconds.set(name, (performance.now() - started) / 1000);
      if (outcome instanceof BudgetStop) checks.push(notTried(name, outcome.message));
      else if (outcome instanceof MaspoError) {
        error ??= outcome;
        checks.push(failed(name, 'model', outcome));
      } else checks.push(...outcome);
    }
  }
  return { checks, seconds, quiz, error };
}

const failed = (about: string, check: Check['check'], { message, hint }: MaspoError): Check => ({
  about,
  check,
  ok: false,
  detail: message,
  fix: hint,
});

const notTried = (about: string, why: string): Check => ({
  about,
  check: 'model',
  ok: null,
  detail: `not asked: ${why}`,
  fix: null,
});

/** What a probe showed, or why there is no answer. What only time heals suspends a run; to a patient asker it is a failure too. */
async function attempt(ask: () => Promise<Check[]>, patient: boolean): Promise<Check[] | MaspoError> {
  try {
    return await ask();
  } catch (error) {
    const told = error instanceof BudgetStop || (error instanceof CallError && error.kind === 'permanent');
    const isPatient = patient && error instanceof MaspoError && !(error instanceof Interruption);
    if (told || isPatient) return error;
    throw error;
  }
}

/** Makes a probe's call and reads the reply. @param onQuiz Told how many obvious pairs a judge got right. */
function createAsker(
  context: SearchContext,
  onQuiz: (name: string, right: number) => void,
): (probe: Probe) => Promise<Check[]> {
  const { plan, gateway } = context;
  const turns = new Map<NodeId, Turn>();
  const [item] = plan.data.splits.train;
  const execution = { system: plan.system, models: plan.models, samplingSeed: samplingSeed(context, 0) };

  const call = async (request: CallRequest): Promise<CallResult> => {
    const [result] = await gateway.step([request]);
    if (result === undefined) throw new RangeError('a step gave no result');
    return result;
  };

  return async (probe) => {
    const { name } = probe.model;
    if (probe.kind !== 'agent') {
      const result = await call(probe.request);
      if (probe.kind !== 'quiz') return [answered(name)];
      const right = result.kind === 'answer' ? readQuiz(result.answer.text) : null;
      if (right !== null) onQuiz(name, right);
      return [answered(name), quizCheck(name, result, right)];
    }
    const { node } = probe;
    if (item === undefined) return [notTried(name, 'there is no training item')];
    const { input, request } = requestAt({ node, item, turns }, seedPrompts(plan), execution);
    const result = await call(request);
    const output = readResult(result, (reply) => outputReader(node.agent.contract)(reply));
    turns.set(node.id, { input, output });
    return [answered(name), contractCheck(name, node.agent, output)];
  };
}

const answered = (about: string): Check => ({ about, check: 'model', ok: true, detail: 'answers', fix: null });

function readResult(result: CallResult, read: (reply: string) => Output): Output {
  if (result.kind === 'answer') return read(result.answer.text);
  return { kind: 'failed', reason: result.kind === 'failed' ? result.reason : 'no answer' };
}

/** Characters of a reply that are quoted. */
const QUOTED = 60;

function quote(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return `"${line.length > QUOTED ? `${line.slice(0, QUOTED).toWellFormed()}…` : line}"`;
}

function contractCheck(about: string, { id: agent, contract }: Node['agent'], output: Output): Check {
  const fix = `Say in the prompt of "${agent}" what the reply must look like; where the reply was cut, raise maxTokens of "${about}".`;
  if (output.kind === 'failed')
    return { about, check: 'contract', ok: false, detail: `${agent}: the first item failed: ${output.reason}`, fix };
  const { text, problem } = output;
  if (problem !== null)
    return { about, check: 'contract', ok: false, detail: `${agent}: the reply ${quote(text)} ${problem}`, fix };
  // A promise that any reply keeps must not read like proof that the model can keep a strict one.
  const kept = contract.kind === 'text' ? 'is a text, no more is asked of it' : 'keeps its contract';
  return { about, check: 'contract', ok: true, detail: `${agent}: the reply ${kept}`, fix: null };
}

function quizCheck(about: string, result: CallResult, right: number | null): Check {
  const reply = result.kind === 'answer' ? result.answer.text : '';
  const detail =
    right === null
      ? `its verdict on four obvious pairs cannot be read: ${quote(reply)}`
      : `${right} of ${QUIZ_LENGTH} obvious pairs judged right`;
  const ok = right === QUIZ_LENGTH;
  return { about, check: 'judge', ok, detail, fix: ok ? null : 'Take a stronger model as the judge.' };
}
