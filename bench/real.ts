/**
 * Presets on real models, at equal calls.
 *
 *     npm run bench:real -- --writer path/to/qwen2.5-coder-0.5b.gguf --seeds 1,2,3 --budget 600
 *
 * `--presets` takes names and files of settings (bench/settings/small-writer.yaml).
 *
 * Two systems: `reviews` (two agents on SmolLM2-135M; the items of examples/quickstart) and `sums` (a reader on SmolLM2-135M, a
 * planner on the model given as `--writer`, and a program that calculates; word problems made by bench/real/sums.ts, whose operation
 * the agents must find). The writer also rewrites prompts and judges. Each seed draws its own splits, every contender gets the same
 * ones and the same calls in all. Everything is journaled below --folder: a second run replays.
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createPlan, loadConfig, openSession, type Result } from '@maspo/core';
import { PRESETS } from '../packages/cli/src/project.ts';
import { toValue } from '../packages/core/src/config/node.ts';
import { wordProblems } from './real/sums.ts';

const { values } = parseArgs({
  options: {
    writer: { type: 'string' },
    systems: { type: 'string', default: 'reviews,sums' },
    presets: { type: 'string', default: 'default,paper,gepa,random' },
    seeds: { type: 'string', default: '1,2,3' },
    budget: { type: 'string', default: '600' },
    threads: { type: 'string' },
    folder: { type: 'string', default: join(import.meta.dirname, '..', '.maspo', 'bench-real') },
  },
});
if (values.writer === undefined)
  throw new Error('--writer: the path of a GGUF file of a model that can rewrite a prompt');

const ROOT = join(import.meta.dirname, '..');
const threads = values.threads === undefined ? {} : { threads: Number(values.threads) };
const small = { use: 'llama', model: 'smollm2-135m', temperature: 0, stop: ['\n'], ...threads };
const large = { use: 'llama', model: resolve(values.writer), temperature: 0, contextSize: 4096, ...threads };

/**
 * A model of half a billion parameters often goes on by saying its question again, up to a thousand tokens of it. On two cores
 * that is most of the time of a run: what it writes is cut here, for every contender alike.
 */
const LONGEST_REPLY = 160;
const PARROTED = ['<tried', '<case', '<current', '<neighbo', '<reader', '<router', '### Case'];

interface Use {
  readonly use: string;
  readonly model?: string;
}
type Preset = Readonly<Record<'init' | 'mutate' | 'crossover', readonly Use[]>>;

interface Case {
  readonly system: object;
  readonly field: string;
  items(): readonly object[] | string;
}

const CASES: Readonly<Record<string, Case>> = {
  reviews: {
    field: 'sentiment',
    items: () => join(ROOT, 'examples', 'quickstart', 'reviews.jsonl'),
    system: {
      agents: [
        {
          id: 'reader',
          model: 'note',
          prompt: { role: 'You read customer reviews.', task: 'Write a short note on the review.' },
          input: 'Review: {{item.text}}\nSentiment:',
        },
        {
          id: 'router',
          model: 'label',
          after: ['reader'],
          prompt: { role: 'You sort customer reviews.', task: 'Decide if the customer is happy.' },
          input: 'Note: {{reader.output}}\nSentiment:',
          output: { choice: ['positive', 'negative'] },
        },
      ],
      answer: 'router',
    },
  },
  sums: {
    field: 'answer',
    items: () => wordProblems(240, 1),
    system: {
      agents: [
        {
          id: 'reader',
          model: 'note',
          prompt: { role: 'You read word problems.', task: 'Say in a few words what happens.' },
          input: 'Problem: {{item.text}}\nWhat happens:',
        },
        {
          id: 'planner',
          model: 'plan',
          after: ['reader'],
          prompt: { role: 'You plan calculations.', task: 'Choose one word: add, subtract or multiply.' },
          input: 'Note: {{reader.output}}\nProblem: {{item.text}}\nOperation:',
          output: { choice: ['add', 'subtract', 'multiply'] },
        },
        {
          id: 'calculator',
          use: 'exec',
          command: ['node', 'calculate.mjs'],
          after: ['planner'],
          input: 'Numbers: {{item.numbers}} Operation: {{planner.output}}',
        },
      ],
      answer: 'calculator',
    },
  },
};

/** A preset by its name, or a file of settings. */
const fileOf = (preset: string): string => (extname(preset) === '' ? join(PRESETS, `${preset}.yaml`) : resolve(preset));
const nameOf = (preset: string): string => basename(preset, extname(preset));

/** The operators of a preset, those that the writer writes for with short replies. */
async function withShortReplies(preset: string) {
  const { root } = await loadConfig({ cwd: PRESETS, file: fileOf(preset), presets: PRESETS });
  const { init, mutate, crossover } = toValue(root) as unknown as Preset;
  const cut = (uses: readonly Use[]) =>
    uses.map((use) => (use.model === 'writer' ? { ...use, maxTokens: LONGEST_REPLY } : use));
  return { init: cut(init), mutate: cut(mutate), crossover: cut(crossover) };
}

/** Writes the project of a case; its presets share a journal. */
async function writeProject(name: string): Promise<string> {
  const { system, field, items } = CASES[name] ?? {};
  if (system === undefined || items === undefined || field === undefined)
    throw new Error(`--systems: there is no "${name}"`);
  const dir = join(values.folder, name);
  mkdirSync(dir, { recursive: true });
  const data = items();
  if (typeof data === 'string') copyFileSync(data, join(dir, 'items.jsonl'));
  else writeFileSync(join(dir, 'items.jsonl'), data.map((item) => `${JSON.stringify(item)}\n`).join(''));
  copyFileSync(join(import.meta.dirname, 'real', 'calculate.mjs'), join(dir, 'calculate.mjs'));
  for (const preset of values.presets.split(',')) {
    const config = {
      version: 1,
      extends: fileOf(preset),
      ...(await withShortReplies(preset)),
      plugins: ['llama', 'exec', 'mutators', 'scorers', 'selectors'],
      models: {
        note: { ...small, maxTokens: 8 },
        label: { ...small, maxTokens: 5 },
        plan: { ...large, maxTokens: 5, stop: ['\n'] },
        writer: { ...large, stop: PARROTED },
        judge: { ...large, maxTokens: 8 },
      },
      system,
      data: { file: 'items.jsonl', split: { train: 50, validation: 24, test: 50 } },
      score: { global: { use: field === 'answer' ? 'numeric' : 'exact-match', field } },
      search: { cycles: 200, patience: 20 },
      budget: { calls: Number(values.budget) },
      run: { seed: 1, concurrency: 4 },
    };
    writeFileSync(join(dir, `${nameOf(preset)}.json`), JSON.stringify(config, null, 2));
  }
  return dir;
}

async function runOne(dir: string, preset: string, seed: number): Promise<Result> {
  const plan = await createPlan(await loadConfig({ cwd: dir, file: `${nameOf(preset)}.json`, presets: PRESETS }), {
    overrides: { seed },
  });
  return openSession(plan).run();
}

const percent = (share: number): string => (100 * share).toFixed(1);
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

console.log(
  '| system | preset | seed | verdict | test before | after | gain | interval | calls | rewrites | minutes |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|---|');
const gains = new Map<string, number[]>();
const projects: { readonly name: string; readonly dir: string }[] = [];
for (const name of values.systems.split(',')) projects.push({ name, dir: await writeProject(name) });
for (const seed of values.seeds.split(',').map(Number)) {
  for (const { name, dir } of projects) {
    for (const preset of values.presets.split(',')) {
      const started = performance.now();
      const { test, calls, verdict } = await runOne(dir, preset, seed);
      if (test === null) throw new Error('the run has no test');
      const key = `${name} | ${nameOf(preset)}`;
      gains.set(key, [...(gains.get(key) ?? []), test.difference]);
      const all = Object.values(calls).reduce((sum, { logical }) => sum + logical, 0);
      const [low, high] = test.interval;
      console.log(
        `| ${name} | ${nameOf(preset)} | ${seed} | ${verdict} | ${percent(test.seed)} | ${percent(test.best)} | ${percent(test.difference)} | ${percent(low)} … ${percent(high)} | ${all} | ${calls.mutator?.logical ?? 0} | ${((performance.now() - started) / 60_000).toFixed(1)} |`,
      );
    }
  }
}
console.log('\n| system | preset | mean gain | smallest | largest |\n|---|---|---|---|---|');
for (const [key, all] of gains)
  console.log(`| ${key} | ${percent(mean(all))} | ${percent(Math.min(...all))} | ${percent(Math.max(...all))} |`);
