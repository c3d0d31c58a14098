import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Flags, parseArguments, UsageError } from './arguments.ts';

const test = suite('arguments');

const FLAGS: Flags = {
  seed: { type: 'integer', value: 'N', description: '' },
  calls: { type: 'integer', least: 1, value: 'N', description: '' },
  config: { type: 'text', short: 'c', value: 'FILE', description: '' },
  json: { type: 'switch', description: '' },
};
const parse = (...argv: string[]) => parseArguments('optimize', argv, FLAGS, 1);
const refusal = (...argv: string[]): string => {
  try {
    parse(...argv);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message}. ${error.hint}`;
    throw error;
  }
  return '';
};

test('reads flags in all their forms', () => {
  const args = parse('run1', '--seed=7', '--json', '-c', 'a b.yaml');
  assert.equal(args.positionals, ['run1']);
  assert.is(args.integer('seed'), 7);
  assert.is(args.integer('calls'), undefined);
  assert.is(args.text('config'), 'a b.yaml');
  assert.ok(args.has('json'));
  assert.is(parse('--seed', '0').integer('seed'), 0);
});

test('each mistake is a sentence that says what to do', () => {
  assert.match(refusal('--sead', '1'), 'has no option --sead. Did you mean --seed?');
  assert.match(refusal('-x'), 'has no option -x');
  assert.match(refusal('--seed'), '--seed needs a value: --seed N');
  assert.match(refusal('--config', '--json'), '--config needs a value');
  assert.match(refusal('--seed=-1'), 'must be a whole number from 0, not "-1"');
  assert.match(refusal('--calls', '0'), 'from 1, not "0"');
  assert.match(refusal('--json=yes'), '--json takes no value');
  assert.match(refusal('--seed', '1', '--seed', '2'), 'given twice');
  assert.match(refusal('a', 'b'), 'does not take "b"');
});

test('a share is a number from 0 to 1 or a percentage, and nothing else is guessed', () => {
  const flags = { least: { type: 'share', description: '' } } as const;
  const read = (value: string) => parseArguments('evaluate', ['--least', value], flags, 0).share('least');
  for (const [text, share] of [
    ['0.8', 0.8],
    ['.8', 0.8],
    ['80%', 0.8],
    ['62.5 %', 0.625],
    ['1', 1],
    ['0', 0],
    ['0.5%', 0.005],
  ] as const)
    assert.is(read(text), share);
  for (const text of ['80', '1.01', '101%', '-1', '0,8', 'high', 'NaN', '1e-1', '%'])
    assert.throws(() => read(text), /must be a share from 0 to 1|needs a value/);
});

test.run();
