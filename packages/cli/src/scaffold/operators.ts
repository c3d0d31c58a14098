import type { Kind } from './kinds.ts';

/** The two files that differ from kind to kind: the plugin, and a test that passes. */
export interface Sources {
  readonly plugin: string;
  readonly test: string;
  /** How a config uses it. */
  readonly use: string;
}

type Operators = Exclude<Kind, 'forward'>;

/** The body of an operator, what a test says of it, and its place in a config. */
const PARTS: Readonly<Record<Operators, { readonly operator: string; readonly tests: string; readonly use: string }>> =
  {
    mutate: {
      operator: `description: 'Adds a line to the task.',
      options: {
        type: 'object',
        properties: { line: { type: 'string', minLength: 1, default: 'Please be brief.', description: 'What to add.' } },
      },
      run: ({ parent, options }) =>
        parent.get('task').includes(options.line) ? [{ rejected: 'is there already' }] : [parent.append('task', options.line)],`,
      tests: `test('the line is added to the task', async () => {
  const { result } = await testOperator(operator, { options: { line: 'Thank you.' } });
  assert.match(promptsOf(result)[0]?.get('task') ?? '', /Thank you\\.$/);
});

test('a line that is there already is not added again', async () => {
  const parent = createPrompt({ task: 'Name the team. Thank you.' });
  const { result } = await testOperator(operator, { parent, options: { line: 'Thank you.' } });
  assert.equal(rejectionsOf(result), ['is there already']);
});`,
      use: 'mutate: [{ use: NAME, line: Answer with one word. }]',
    },
    crossover: {
      operator: `description: 'Takes each section from one of the parents, by chance.',
      run: ({ parents, rng }) => [
        createPrompt(Object.fromEntries(SECTIONS.map((section) => [section, rng.pick(parents).get(section)]))),
      ],`,
      tests: `test('each section comes from one of the parents', async () => {
  const parents = /** @type {const} */ ([
    createPrompt({ role: 'A clerk.', task: 'Name the team.' }),
    createPrompt({ role: 'A router.', task: 'Choose a team.' }),
  ]);
  const { result } = await testOperator(operator, { parents });
  const [child] = promptsOf(result);
  for (const section of SECTIONS)
    assert.ok(parents.some((parent) => parent.get(section) === child?.get(section)), section);
});`,
      use: 'crossover: [{ use: NAME, rate: 0.3 }]',
    },
    score: {
      operator: `kind: 'absolute',
      description: 'Whether the output is short: 1 up to a number of words, then less and less.',
      options: {
        type: 'object',
        properties: { words: { type: 'integer', minimum: 1, default: 20, description: 'Words that are fine.' } },
      },
      run: ({ output, options }) => Math.min(1, options.words / Math.max(1, output.text.split(/\\s+/).length)),`,
      tests: `test('a short output scores 1, a long one less', async () => {
  const short = await testOperator(operator, { output: fakeOutput('billing'), options: { words: 2 } });
  assert.is(short.result, 1);
  const long = await testOperator(operator, { output: fakeOutput('It is for billing'), options: { words: 2 } });
  assert.is(long.result, 0.5);
});`,
      use: 'score: { global: { use: NAME, words: 20 } }',
    },
    select: {
      operator: `description: 'Keeps the candidates with the best scores.',
      options: {
        type: 'object',
        properties: { width: { type: 'integer', minimum: 1, default: 3, description: 'How many to keep.' } },
      },
      run: ({ candidates, options }) =>
        candidates
          .toSorted((a, b) => b.score - a.score)
          .slice(0, options.width)
          .map(({ id }) => id),`,
      tests: `test('the best are kept, best first', async () => {
  const candidates = [0.4, 0.9, 0.6].map((score) => fakeCandidate(createPrompt({ task: \`Task \${score}\` }), { score }));
  const { result } = await testOperator(operator, { candidates, options: { width: 2 } });
  assert.equal(result, [candidates[1]?.id, candidates[2]?.id]);
});`,
      use: 'select: { use: NAME, width: 3 }',
    },
    init: {
      operator: `description: 'The seed prompt, and the same with a line in front of the task.',
      options: {
        type: 'object',
        properties: { line: { type: 'string', minLength: 1, default: 'Read it twice.', description: 'What to begin with.' } },
      },
      run: ({ seed, options }) => [seed, seed.set('task', \`\${options.line} \${seed.get('task')}\`)],`,
      tests: `test('the seed stays, and a variant of it is added', async () => {
  const seed = createPrompt({ task: 'Name the team.' });
  const { result } = await testOperator(operator, { seed });
  assert.equal(promptsOf(result).map((prompt) => prompt.get('task')), ['Name the team.', 'Read it twice. Name the team.']);
});`,
      use: 'init: [{ use: NAME }]',
    },
  };

/** Source and test of a plugin with one operator, which has the plugin's name. */
export function operatorSources(kind: Operators, name: string): Sources {
  const { operator, tests, use } = PARTS[kind];
  const values = ['definePlugin', 'createPrompt', 'SECTIONS'].filter(
    (value) => value === 'definePlugin' || operator.includes(value),
  );
  return {
    plugin: `// @ts-check
import { ${values.sort(byLetter).join(', ')} } from '@maspo/core';

export default definePlugin({
  name: '${name}',
  ${kind}: {
    ${keyOf(name)}: {
      ${operator}
    },
  },
});
`,
    test: `// @ts-check
${importsOf(tests)}
import plugin from './index.js';

const operator = plugin.${kind}?.${/^[a-z]+$/.test(name) ? name : `['${name}']`};

${tests}

test.run();
`,
    use: use.replaceAll('NAME', name),
  };
}

const byLetter = (a: string, b: string): number => (a.toLowerCase() < b.toLowerCase() ? -1 : 1);
const keyOf = (name: string): string => (/^[a-z]+$/.test(name) ? name : `'${name}'`);

/** What a test uses, from where it is. */
function importsOf(tests: string): string {
  const used = (names: readonly string[]): string => {
    const found = names.filter((name) => tests.includes(name)).sort(byLetter);
    return found.length === 0 ? '' : `{ ${found.join(', ')} }`;
  };
  const imports = [
    [used(['createPrompt', 'SECTIONS']), '@maspo/core'],
    [used(['fakeCandidate', 'fakeOutput', 'promptsOf', 'rejectionsOf', 'testOperator']), '@maspo/core/testing'],
    ['{ test }', 'uvu'],
    ['* as assert', 'uvu/assert'],
  ] as const;
  return imports
    .filter(([names]) => names !== '')
    .map(([names, from]) => `import ${names} from '${from}';`)
    .join('\n');
}
