import { jsonText } from '../terminal.ts';
import type { Label } from './columns.ts';
import { FIRST_MODEL, type Provider, pluginsFor } from './providers.ts';

/** The model that plays the agents. */
export interface ModelChoice {
  readonly provider: Provider;
  readonly model: string;
  /** Whether it would think before it answers; here it is told not to. */
  readonly thinks: boolean;
}

/** What a config is written for. */
export interface Job {
  /** Path of the data, from the folder of the config. */
  readonly file: string;
  readonly items: number;
  /** Fields that the agents read. */
  readonly input: readonly { readonly field: string /** What stands before it. */; readonly cue: string }[];
  /** The field with the right answer, and what it is like; null: there are none. */
  readonly label: { readonly field: string; readonly form: Label } | null;
  readonly wording: Wording;
}

/** The seed prompts: what one writes first. */
interface Wording {
  readonly reader: { readonly role: string; readonly task: string };
  readonly answerer: { readonly id: string; readonly role: string; readonly task: string; readonly cue: string };
}

/** A config that runs: two agents, of which the second answers. */
export const configFile = (
  choice: ModelChoice,
  job: Job,
): string => `# yaml-language-server: $schema=./maspo.schema.json
version: 1
plugins: [${pluginsFor(choice.provider).join(', ')}]

models:
${modelLines(choice, job).join('\n')}

system:
  agents:
    - id: reader
      model: small
      prompt:
        role: ${yaml(job.wording.reader.role)}
        task: ${yaml(job.wording.reader.task)}
      input: ${quoted(inputOf(job))}
    - id: ${job.wording.answerer.id}
      after: [reader]
      model: small
      prompt:
        role: ${yaml(job.wording.answerer.role)}
        task: ${yaml(job.wording.answerer.task)}
      input: ${quoted(`${inputOf(job)}\nNote: {{reader.output}}\n${job.wording.answerer.cue}:`)}
${contractLines(job)}  answer: ${job.wording.answerer.id}

${aboutData(job)}
data: { file: ${yaml(job.file)}, split: ${splitText(job.items)} }

init:      [{ use: seed }, { use: variants, count: 6 }]
mutate:    [{ use: phrase-swap, weight: 2 }, { use: keyword-insert }, { use: drop-section }${
  choice.provider === 'llama' ? '' : ', { use: rewrite, model: small }'
}]
crossover: [{ use: section-recombine, rate: 0.3 }]
score:
${scoreLines(job).join('\n')}
select: { use: beam, width: 4 }

search: { cycles: 2, rounds: 2, offspring: 2, batch: [4, 10, 20] }
budget: { calls: ${callsFor(job)}${usdCap(choice)} }
run:    { concurrency: 4, seed: 7 }
`;

/** A text in double quotes: JSON, of which invisible characters are escaped, is YAML. */
const quoted = (text: string): string => jsonText(text);

/** A text as one writes it by hand, where that means itself. */
const yaml = (text: string): string =>
  /^[A-Za-z][\w .,?/()-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text) && text === text.trim()
    ? text
    : quoted(text);

const inputOf = ({ input }: Job): string => input.map(({ field, cue }) => `${cue}: {{item.${field}}}`).join('\n');

function modelLines({ provider, model, thinks }: ModelChoice, job: Job): string[] {
  const line = (name: string, maxTokens: number): string =>
    `  ${name}: { use: ${provider}, model: ${quoted(model)}, temperature: 0, maxTokens: ${maxTokens}${thinks ? ', think: false' : ''} }`;
  const answers = line('small', replyTokens(job));
  return needsJudge(job)
    ? [answers, '  # Compares answers: the larger its model, the more its verdicts are worth.', line('judge', 64)]
    : [answers];
}

const formOf = ({ label }: Job): Label['kind'] | null => label?.form.kind ?? null;

/** Without labels, or with labels that no reply can equal, answers are compared with each other. */
export const needsJudge = (job: Job): boolean => formOf(job) === null || formOf(job) === 'prose';

function replyTokens(job: Job): number {
  const kind = formOf(job);
  return kind === 'choice' ? 24 : kind === 'number' || kind === 'words' ? 48 : 256;
}

function contractLines({ label }: Job): string {
  if (label?.form.kind === 'choice') return `      output: { choice: [${label.form.choices.map(yaml).join(', ')}] }\n`;
  return label?.form.kind === 'json' ? '      output: { json: { type: object } }\n' : '';
}

function aboutData(job: Job): string {
  if (job.label === null)
    return '# One JSON object a line. There are no right answers: a judge compares what the system says.';
  const field = `\`${job.label.field}\` is the right answer, which the agents never see`;
  return needsJudge(job)
    ? `# One JSON object a line. ${field}, and which is too long to be compared with: a judge compares answers.`
    : `# One JSON object a line; ${field}.`;
}

const SCORERS = { choice: 'exact-match', number: 'numeric', words: 'exact-match', json: 'json-equal' } as const;

function scoreLines(job: Job): string[] {
  const { label } = job;
  if (label === null || label.form.kind === 'prose') return ['  global:    { use: pairwise-judge, model: judge }'];
  const { kind } = label.form;
  const global = `  global:    { use: ${SCORERS[kind]}, field: ${yaml(label.field)}, weight: 0.2 }`;
  // Plain text has no contract that it could break.
  if (kind === 'number' || kind === 'words') return [global.replace(', weight: 0.2', '')];
  return ['  local:     { use: contract, weight: 0.4 }', '  lookahead: { use: contract, weight: 0.4 }', global];
}

/** Items that each split gets: enough to prove something, few enough for the first run to take minutes. */
function splitOf(items: number): { readonly train: number; readonly validation: number; readonly test: number } {
  const share = (part: number, most: number): number => Math.min(most, Math.max(1, Math.floor(items * part)));
  const train = share(5 / 12, 60);
  const validation = share(7 / 24, 40);
  return { train, validation, test: Math.min(80, Math.max(0, items - train - validation)) };
}

function splitText(items: number): string {
  const { train, validation, test } = splitOf(items);
  return `{ train: ${train}, validation: ${validation}, test: ${test} }`;
}

/** Both prompt sets on all held-out items, each answer by two agents, judged in both orders where there is a judge, and what the search may take beside that. */
function callsFor(job: Job): number {
  const { validation, test } = splitOf(job.items);
  const heldOut = (validation + test) * (needsJudge(job) ? 6 : 4);
  return Math.ceil((heldOut * 1.1 + (needsJudge(job) ? 960 : 480)) / 100) * 100;
}

/** Known prices only: a cap in USD needs one for each model. */
const usdCap = ({ provider, model }: ModelChoice): string =>
  provider === 'openai' && model === FIRST_MODEL.openai ? ', usd: 1.00' : '';
