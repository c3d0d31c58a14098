import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ToldRun, toldRun } from '../../../test/told-run.ts';
import { storyOf } from '../story/story.ts';
import { fitTraces } from './browser.ts';
import { embedJson, html } from './markup.ts';
import { pageOf } from './page.ts';

const test = suite('report.html');
const page = (run: ToldRun = {}, live = false): string => pageOf(storyOf(toldRun(run)), { live });
const HOSTILE = `</script><script>alert(1)</script><img src=x onerror="alert(2)"><!--<script>'\u202e{{x}}\u2028`;
/** The markup without style, script and data. */
const bodyOf = (text: string): string => text.replace(/<(style|script)[\s\S]*?<\/\1>/g, '');

test('the verdict and its interval come first, in plain words', () => {
  const text = page();
  assert.ok(text.indexOf('Significantly better than the seed') < text.indexOf('<h2 id="agents-title">'));
  assert.match(text, /\+10\.0 … \+40\.0<\/strong> points/);
  assert.match(text, 'on 20 test items that the search never saw');
  assert.match(text, 'was looked at 2 times in this project');
  assert.match(page({ verdict: 'promising' }), 'About 300 validation items would decide it.');
});

test('a run that has not finished claims nothing and says how to go on', () => {
  const text = page({ verdict: null });
  assert.match(text, '<title>maspo: not finished, run 0123456789ab</title>');
  assert.match(text, 'maspo resume 0123456789ab');
  assert.match(text, 'nothing below is proven');
  assert.not.match(text, 'that the search never saw');
});

test('prompts that validation did not prove are shown as found, not as returned', () => {
  const text = bodyOf(page({ verdict: 'no-gain' }));
  assert.match(text, 'found, not returned');
  assert.not.match(text, '<span class="chip good">new prompt</span>');
  assert.match(text, 'With the seed prompts, which are returned, the system scores 25.0 %');
});

test('weights that the run has learned are told with their evidence', () => {
  const story = storyOf(toldRun());
  const seen = { decided: 1200, agreed: 900, opposed: 30 };
  const learned = { weights: { local: 0.1, lookahead: 0.3, global: 0.6 }, views: { local: seen, lookahead: seen } };
  const text = pageOf({ ...story, learned }, { live: false });
  assert.match(text, 'Weights learned: local 0.10, lookahead 0.30, global 0.60.');
  assert.match(text, 'of 1,200 local verdicts the answer agreed with 900 and went against 30');
  assert.not.match(page(), 'Weights learned');
});

test('graders, faults and biases of judges are named; a judge that saw only the quiz has judged nothing', () => {
  const story = storyOf(toldRun());
  const [counts] = Object.values(story.judge);
  if (counts === undefined) throw new Error('no judge');
  const withJudge = (parts: Partial<typeof counts>): string =>
    pageOf({ ...story, judge: { arbiter: { ...counts, ...parts } } }, { live: false });
  assert.match(withJudge({}), 'Biased: arbiter prefers the answer shown first');
  assert.match(withJudge({ bothDecided: 20, flips: 15 }), 'Unfit to decide: arbiter changed its verdict');
  assert.match(withJudge({ graded: 40, unread: 3 }), 'aria-label="Judges that grade"');
  assert.match(withJudge({ pairs: 0, graded: 0 }), 'No judge was asked');
});

test('how a judge agrees with labels is told, as a warning where it may be chance', () => {
  const told = (right: number, wrong: number, kappa: number, p: number): string => {
    const found = { undecided: 0, abstained: 0, share: right / 10, interval: [0, 1] as const };
    const calibration = [{ judge: 'arbiter', right, wrong, kappa, p, ...found }];
    return pageOf({ ...storyOf(toldRun()), calibration }, { live: false });
  };
  assert.match(told(9, 1, 0.8, 0.01), '<p>Calibration: arbiter agrees with the labels in 9 of 10 pairs');
  assert.match(told(6, 4, 0.2, 0.4), '<p class="warning">Calibration: arbiter agrees');
});

test('no text of a model, a data set or a plugin becomes markup', () => {
  const text = page({ text: HOSTILE });
  assert.is(text.match(/<script/g)?.length, 2);
  assert.is(text.match(/<\/script/g)?.length, 2);
  assert.not.match(text, /<img|<!--|\u202e|\u2028/);
  const tags = (markup: string): string[] => bodyOf(markup).match(/<\/?[a-z]+/g) ?? [];
  // Same elements in the same order; only a line break of a text may add nothing.
  assert.equal(tags(text), tags(page({ text: 'plain' })));
});

test('the data in the page reads back, with dots for what hides text', () => {
  const text = page({ text: HOSTILE });
  const [, json = ''] = /<script type="application\/json" id="traces">(.*?)<\/script>/s.exec(text) ?? [];
  const { items, cases } = JSON.parse(json);
  assert.is(items.length, 20);
  assert.is(cases[0].fields.text, HOSTILE.replace(/[\u202e\u2028]/g, '·'));
});

test('nothing is loaded from anywhere, and only the page’s own style and script count', () => {
  const text = page();
  assert.not.match(text, /https?:|src=|@import|url\((?!#)|\sstyle=|\son[a-z]+=/);
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
  assert.not.match(bodyOf(text), /NaN|Infinity|undefined|\[object/);
  assert.match(policy, 'default-src &#39;none&#39;');
  for (const [, kind = '', body = ''] of text.matchAll(/<(style|script)>([\s\S]*?)<\/\1>/g)) {
    const hash = createHash('sha256').update(body).digest('base64');
    assert.ok(policy.includes(`${kind}-src &#39;sha256-${hash}&#39;`), kind);
  }
});

test('the same run makes the same bytes; it reloads itself only where somebody rewrites it', () => {
  assert.is(page(), page());
  assert.match(page({ verdict: null }, true), '<html lang="en" data-live>');
  assert.not.match(page({ verdict: null }), 'data-live>');
});

test('with 5,000 traces it stays below 2 MB, and what changed keeps its outputs', () => {
  const run = { items: 5000, text: 'A customer writes that the invoice is wrong. '.repeat(20) };
  const text = page(run);
  assert.ok(Buffer.byteLength(text) < 2e6, `${Buffer.byteLength(text)} bytes`);
  const { items, missing, length } = fitTraces(storyOf(toldRun(run)));
  assert.equal([items.length, missing], [5000, 0]);
  assert.ok(items.every(({ outcome, outputs }) => outcome === 'equal' || outputs.length === 2));
  assert.match(text, `texts are cut after ${length} characters`);
});

test('where not even short traces fit, what changed goes first, and the rest is counted', () => {
  const story = storyOf(toldRun({ items: 200 }));
  const { items, cases, missing } = fitTraces(story, 15_000);
  assert.is(items.length + cases.length + missing, 201);
  assert.ok(missing > 0 && items.length > 0);
  assert.ok(items.every(({ outcome }) => outcome === 'better' || outcome === 'worse'));
});

test('every table names its rows and columns, every picture says what it shows, every id is there once', () => {
  const text = bodyOf(page());
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  assert.ok(count(/<table>/g) >= 4);
  assert.is(count(/<table>\n<caption/g), count(/<table>/g));
  assert.is(count(/<th(?! scope)[ >]/g), 0);
  assert.is(count(/<svg(?=[^>]*(role="img" aria-label="[^"]+"|aria-hidden))/g), count(/<svg/g));
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assert.is(new Set(ids).size, ids.length);
  for (const [, target = ''] of text.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.includes(target), target);
});

test('templates escape what stands in their holes, JSON cannot end its element', () => {
  assert.is(html`<b title="${'"<'}">${['&', null, false, 1]}</b>`.markup, '<b title="&quot;&lt;">&amp;1</b>');
  assert.is(embedJson({ a: '</script>&\u2028' }).markup, '{"a":"\\u003c/script\\u003e\\u0026·"}');
});

test.run();
