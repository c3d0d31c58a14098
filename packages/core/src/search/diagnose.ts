import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../calls/journal.ts';
import { reportJournal } from '../calls/journal-report.ts';
import { MaspoError, messageOf } from '../errors.ts';
import { createHooks } from '../hooks.ts';
import type { ModelPlan, Plan } from '../plan.ts';
import { tapPlugins } from '../plugin/tap.ts';
import type { Check } from '../run/events.ts';
import { journalFile, projectFolder } from '../run/folder.ts';
import { runIdOf } from '../run/identity.ts';
import { emptyState } from '../run/state.ts';
import { calibrateJudges } from './calibrate.ts';
import { calibrationCheck } from './calibration-check.ts';
import { type OpenOptions, openContext } from './open.ts';
import { checkModels } from './preflight.ts';
import { probesOf } from './preflight-calls.ts';
import { checkBudget } from './reserve.ts';

/** What `maspo doctor` found out. */
export interface Diagnosis {
  readonly checks: readonly Check[];
  /** Seconds that the one call of each model took. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** All that a run needs, checked: the machine first, then one call of each model, made now whatever the journal holds. */
export async function diagnose(plan: Plan, options: OpenOptions = {}): Promise<Diagnosis> {
  const machine = [...diskChecks(plan), ...journalChecks(plan), budgetCheck(plan), ...priceChecks(plan)];
  const { checks, seconds } = await callModels(plan, options);
  return { checks: [...machine, ...checks], seconds: Object.fromEntries(seconds) };
}

async function callModels(plan: Plan, options: OpenOptions) {
  const hooks = createHooks();
  tapPlugins(hooks, plan.plugins);
  // A journal of its own: answers of earlier runs would show nothing.
  const scratch = mkdtempSync(join(tmpdir(), 'maspo-doctor-'));
  const journal = openJournal(join(scratch, 'journal.db'));
  try {
    const context = openContext({
      plan: atOnce(plan),
      runId: runIdOf(plan),
      hooks,
      journal,
      elapsedBefore: 0,
      options,
      emit: async () => undefined,
      state: () => emptyState,
    });
    const found = await checkModels(context, { patient: true });
    // Where a model failed there is nobody to try, or nothing to try them on.
    const isDown = found.error !== undefined || plan.calibration === undefined;
    const judges = isDown ? [] : await calibrateJudges(context);
    return { ...found, checks: [...found.checks, ...judges.map(calibrationCheck)] };
  } finally {
    await journal.close();
    rmSync(scratch, { recursive: true, force: true });
    for (const { plugin } of plan.plugins) await plugin.dispose?.();
  }
}

/** Without caps, which are checked apart, and with little patience: somebody waits for the answer. */
const atOnce = (plan: Plan): Plan => ({
  ...plan,
  budget: { calls: null, tokens: null, usd: null, minutes: null, roles: {} },
  models: Object.fromEntries(
    Object.entries(plan.models).map(([name, model]): [string, ModelPlan] => [
      name,
      { ...model, retries: Math.min(1, model.retries) },
    ]),
  ),
});

const check = (
  about: string,
  kind: Check['check'],
  ok: boolean | null,
  detail: string,
  fix: string | null = null,
): Check => ({
  about,
  check: kind,
  ok,
  detail,
  fix,
});

/** Below so many free bytes a run is likely to end in the middle: prompts, events and answers of a long one. */
const LEAST_FREE = 100e6;

function diskChecks({ dir }: Plan): Check[] {
  const folder = projectFolder(dir);
  const isNew = !existsSync(folder);
  try {
    mkdirSync(folder, { recursive: true });
    const probe = join(folder, `.doctor-${process.pid}`);
    writeFileSync(probe, 'x');
    rmSync(probe);
    if (isNew) rmdirSync(folder);
  } catch (error) {
    return [
      check('disk', 'disk', false, `cannot write to ${folder}: ${messageOf(error)}`, 'Make the folder writable.'),
    ];
  }
  const { bavail, bsize } = statfsSync(dir);
  const free = bavail * bsize;
  const text = free < 1e9 ? `${Math.floor(free / 1e6)} MB free` : `${Math.floor(free / 1e9)} GB free`;
  return [
    free < LEAST_FREE
      ? check(
          'disk',
          'disk',
          false,
          `only ${text} in ${dir}`,
          'Make room: a run that finds the disk full is suspended.',
        )
      : check('disk', 'disk', true, `${folder} can be written, ${text}`),
  ];
}

function journalChecks({ dir }: Plan): Check[] {
  const file = journalFile(dir);
  if (!existsSync(file)) return [];
  return [told('journal', 'journal', () => `${reportJournal(file).rows} answers are kept`)];
}

const budgetCheck = (plan: Plan): Check =>
  told('budget', 'budget', () => {
    checkBudget(plan);
    return 'large enough for a run';
  });

/** What `find` says, or what it throws. */
function told(about: string, kind: Check['check'], find: () => string): Check {
  try {
    return check(about, kind, true, find());
  } catch (error) {
    if (error instanceof MaspoError) return check(about, kind, false, error.message, error.hint);
    throw error;
  }
}

function priceChecks(plan: Plan): Check[] {
  const models = probesOf(plan).map(({ model }) => model);
  const programs = new Set(plan.system.agents.flatMap(({ prompt, model }) => (prompt === null ? [model] : [])));
  return models
    .filter(({ name }) => !programs.has(name))
    .map(({ name, price }) =>
      price === null
        ? check(name, 'price', null, 'no price is known: its calls count as $0', `Set models.${name}.price for costs.`)
        : check(name, 'price', true, `$${price.input} in, $${price.output} out per million tokens`),
    );
}
