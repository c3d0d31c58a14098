import { type Prompt, returnsBest, SECTIONS } from '@maspo/core';
import { group, percent, plural, points, pValue, tokens, usd } from '../format.ts';
import { shellLine } from '../invocation.ts';
import { printable, printableLine } from '../printable.ts';
import { totalCalls } from './calls.ts';
import { heldOutText } from './held-out.ts';
import type { AgentStory } from './story/agents.ts';
import type { Story } from './story/story.ts';
import { sentenceOf } from './verdict.ts';

/** A run as Markdown, for a pull request: the verdict first, the prompts folded. */
export function markdownOf(story: Story): string {
  const blocks = [
    headBlock(story),
    testBlock(story),
    ...story.agents.filter(({ fate }) => fate === 'changed' || fate === 'found').map(agentBlock),
    operatorBlock(story),
    callBlock(story),
    `<sub>maspo run ${code(story.runId)}: ${code(shellLine(['npx', 'maspo', ...story.origin.command]))}</sub>`,
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function headBlock({ verdict, validation, unfitJudge, stop, pairwise }: Story): string {
  if (verdict === null) return '### maspo: not finished\n\nNothing is proven on held-out items yet.';
  const [, name, sentence] = sentenceOf({ verdict, validation, unfitJudge });
  return [
    `### maspo: ${name}`,
    '',
    plain(sentence),
    ...(validation === null ? [] : ['', `Validation decides: ${heldOutText(validation, pairwise)}.`]),
    ...(stop === null ? [] : ['', `The search ended (${stop.reason}): ${plain(stop.detail)}.`]),
  ].join('\n');
}

function testBlock({ test, verdict, pairwise }: Story): string {
  if (test === null || verdict === null) return '';
  const { n, seed, best, difference, interval, confidence, p, wins, losses, ties } = test;
  if (!returnsBest(verdict))
    return `The seed, which is returned, scores ${percent(seed)} on ${plural(n, 'test item')}.`;
  return table([
    [
      'test items',
      pairwise ? 'preference' : 'score',
      'difference',
      `${Number((confidence * 100).toFixed(1))} % interval`,
      'p',
      'better / worse / equal',
    ],
    [
      group(n),
      `${percent(seed)} → **${percent(best)}**`,
      `${points(difference)} points`,
      `${points(interval[0])} … ${points(interval[1])}`,
      pValue(p).replace(/^p (= )?/, ''),
      `${wins} / ${losses} / ${ties}`,
    ],
  ]);
}

function agentBlock({ id, fate, seed, prompt, lineage }: AgentStory): string {
  if (seed === null || prompt === null) return '';
  const operators = lineage.flatMap(({ operator }) => (operator === null ? [] : [operator]));
  const note = fate === 'found' ? ', found but not returned' : '';
  const body = fenced(diffOf(seed, prompt));
  return `<details><summary>${htmlText(id)}: by ${htmlText(operators.join(', then '))}${note}</summary>\n\n${body}\n\n</details>`;
}

/** Section by section: what the seed says, then what the new prompt says. */
function diffOf(seed: Prompt['sections'], prompt: Prompt['sections']): string {
  const lines = (mark: string, text: string): string[] =>
    text === ''
      ? []
      : printable(text)
          .split('\n')
          .map((line) => `${mark} ${line}`);
  return SECTIONS.filter((section) => seed[section] !== '' || prompt[section] !== '')
    .flatMap((section) => [
      `  ## ${section}`,
      ...(seed[section] === prompt[section]
        ? lines(' ', seed[section])
        : [...lines('-', seed[section]), ...lines('+', prompt[section])]),
    ])
    .join('\n');
}

function operatorBlock({ proposals }: Story): string {
  const rows = Object.entries(proposals).map(([name, { made, rejected, accepted }]) => [
    code(name),
    group(made),
    Object.entries(rejected)
      .map(([reason, count]) => `${plain(reason)} (${count})`)
      .join(', '),
    group(accepted),
  ]);
  return rows.length === 0 ? '' : table([['operator', 'made', 'rejected', 'adopted'], ...rows]);
}

function callBlock({ calls }: Story): string {
  const { logical, inputTokens, outputTokens, usd: cost } = totalCalls(calls);
  const price = cost > 0 ? `, ${usd(cost)}` : '';
  return `${plural(logical, 'call')}, ${tokens(inputTokens)} tokens in, ${tokens(outputTokens)} out${price}.`;
}

const table = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** Text of others: no markup of theirs counts, and nobody is mentioned or linked by it. */
const plain = (text: string): string =>
  printableLine(text)
    .replace(/[\\`*_[\]<>#!|~&]/g, '\\$&')
    .replace(/@/g, '&#64;')
    .replace(/:\/\//g, ':&#47;&#47;');

const htmlText = (text: string): string =>
  printableLine(text).replace(/[&<>@]/g, (found) => `&#${found.charCodeAt(0)};`);

/** A code span that no backtick in the text can end; bars would end a cell of a table. */
function code(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const room = fence.length > 1 ? ' ' : '';
  return `${fence}${room}${printableLine(text).replaceAll('|', '¦')}${room}${fence}`;
}

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}diff\n${text}\n${fence}`;
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
