// A model for the tests of the examples: it knows every item, and it obeys any prompt that does not end as
// the example's first one does. So a search has something to find, and no test needs a model.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, definePlugin, type Message } from '@maspo/core';
import { type Goal, type State, solve } from './planning/world.mjs';

const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');
const lines = (path: string): readonly Record<string, unknown>[] =>
  read(path)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** What an agent is asked: the user message, and whether the prompt ends otherwise than the example's first one. */
interface Asked {
  readonly user: string;
  readonly isNew: boolean;
}

/** Reader, answerer, checker: right answers in one word, or in a sentence that breaks the contract. */
function answerQuestion({ user, isNew }: Asked): string {
  const item = lines('qa/items.jsonl').find(({ question }) => user.includes(`Question: ${question}\n`));
  const right = String([item?.answer].flat()[0]);
  if (user.endsWith('Evidence:')) return `The word to look for is ${right}.`;
  return isNew ? right : `If I am not mistaken, it must be ${right}`;
}

/** Planner, coder, reviewer: a solution, or a function that returns nothing. */
function writeCode({ user, isNew }: Asked): string {
  const [name = ''] = user.split('(');
  if (user.endsWith('Plan:')) return `Write ${name} step by step.`;
  const solutions = read('codegen/solutions.py').split(/^(?=def )/m);
  const solution = solutions.find((code) => code.startsWith(`def ${name}(`)) ?? '';
  return `\`\`\`python\n${isNew ? solution : `def ${name}(*args):\n    return None`}\n\`\`\``;
}

/** Planner, executor: commands that reach the goal, or the same with too many words. */
function controlRobot({ user, isNew }: Asked): string {
  const items = lines('planning/items.jsonl');
  if (user.endsWith('Steps:')) return String(items.find(({ goal }) => user.includes(`Goal: ${goal}\n`))?.goal);
  const item = items.find(({ scene, goal }) => user.startsWith(String(scene)) && user.includes(`Steps: ${goal}\n`));
  const commands = item === undefined ? [] : solve(item.start as State, item.goals as Goal[]);
  return isNew ? commands.join('\n') : commands.map((command) => `First ${command} now`).join('\n');
}

/** How the examples' first prompts end. */
const FIRST = /(?:say the right answer|from the evidence|Write the function|the final function|steps into commands)\.$/;
const TASKS: Readonly<Record<string, (asked: Asked) => string>> = {
  qa: answerQuestion,
  codegen: writeCode,
  planning: controlRobot,
};

function answer(task: string, messages: readonly Message[]): Answer {
  const contents = (wanted: string): string =>
    messages
      .filter(({ role }) => role === wanted)
      .map(({ content }) => content)
      .join('\n');
  const text = TASKS[task]?.({ user: contents('user'), isNew: !FIRST.test(contents('system').trim()) }) ?? '';
  return { text, finish: 'stop', usage: { inputTokens: 1, outputTokens: 1 } };
}

export default definePlugin({
  name: 'scripted',
  forward: {
    scripted: {
      description: 'A script in place of a model.',
      options: {
        type: 'object',
        required: ['model'],
        properties: { model: { type: 'string', description: 'The example that it plays: qa, codegen or planning.' } },
      },
      run: ({ options, messages }) => Promise.resolve(answer(options.model, messages)),
      price: () => ({ input: 0, output: 0 }),
    },
  },
});
