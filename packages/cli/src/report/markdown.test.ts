import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ToldRun, toldRun } from '../../test/told-run.ts';
import { markdownOf } from './markdown.ts';
import { storyOf } from './story/story.ts';

const test = suite('report as Markdown');
const markdown = (run: ToldRun = {}): string => markdownOf(storyOf(toldRun(run)));

test('the verdict, the numbers, the prompts, the operators, the command', () => {
  const text = markdown();
  assert.match(text, /^### maspo: improved\n\nsignificantly better/);
  assert.match(text, '| 20 | 25.0 % → **50.0 %** | +25.0 points | +10.0 … +40.0 | 0.002 | 9 / 2 / 9 |');
  assert.match(text, '- Sort it. plain\n+ Sort it well.\n+ plain');
  assert.match(text, '| `rewrite` | 2 | plain (1) | 1 |');
  assert.match(text, '`npx maspo optimize --config maspo.config.yaml --seed 7 --calls 500`');
});

test('text of others mentions nobody, makes no markup and ends no fence', () => {
  const text = markdown({ text: '@everyone <b>x</b> [a](http://b) |c| ```\n``` *d*' });
  const fence = /(`{3,})diff\n([\s\S]*?)\n\1\n/.exec(text);
  assert.is(fence?.[1], '````');
  const outside = text.replace(fence?.[0] ?? '', '');
  assert.not.match(outside, /@everyone|<b>|[^\\]\[a|http:\/\/|```/);
  const rows = outside.split('\n').filter((line) => line.startsWith('| `rewrite`'));
  assert.is(rows[0]?.match(/(?<!\\)\|/g)?.length, 5);
});

test('a run that has not finished says so', () => {
  assert.match(markdown({ verdict: null }), /^### maspo: not finished\n\nNothing is proven/);
});

test.run();
