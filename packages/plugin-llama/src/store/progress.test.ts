import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createMeter, type Progress, showProgress } from './progress.ts';

const screen = (isTTY: boolean) => {
  const written: string[] = [];
  return { isTTY, columns: 80, write: (text: string) => written.push(text), written };
};
const at = (done: number, total: number | null = 100e6, rate = 5e6): Progress => ({
  name: 'small',
  source: 'models.test',
  done,
  total,
  rate,
});

test('the rate is that of this download, not of what an earlier one left', () => {
  let now = 0;
  const seen: Progress[] = [];
  const meter = createMeter(
    'small',
    'models.test',
    (progress) => seen.push(progress),
    () => now,
  );
  meter(60e6, 100e6);
  now = 2000;
  meter(70e6, 100e6);
  assert.equal(
    seen.map(({ rate }) => rate),
    [0, 5e6],
  );
});

test('a download that starts again does not have a negative rate', () => {
  let now = 0;
  const rates: number[] = [];
  const meter = createMeter(
    'small',
    'models.test',
    ({ rate }) => rates.push(rate),
    () => now,
  );
  meter(60e6, 100e6);
  now = 1000;
  meter(0, 100e6);
  meter(10e6, 100e6);
  assert.equal(rates, [0, 0, 10e6]);
});

test('on a terminal a bar stays on its line until the end', () => {
  const out = screen(true);
  const show = showProgress(out);
  show(at(50e6));
  show(at(100e6));
  assert.match(out.written[0] ?? '', '██████████░░░░░░░░░░ 50 % 50.0 of 100.0 MB, 5.0 MB/s');
  assert.not.ok(out.written[0]?.includes('\n'));
  assert.ok(out.written.at(-1)?.endsWith('\n'));
});

test('a bar is never wider than the terminal', () => {
  const out = { ...screen(true), columns: 30 };
  showProgress(out)(at(50e6));
  assert.ok((out.written[0] ?? '').replace('\r\x1b[2K', '').length < 30);
});

test('elsewhere there is a line every 10 %', () => {
  const out = screen(false);
  const show = showProgress(out);
  for (let percent = 0; percent <= 100; percent += 1) show(at(percent * 1e6));
  assert.is(out.written.length, 11);
  assert.is(out.written[1], 'small 10 % 10.0 of 100.0 MB, 5.0 MB/s, models.test\n');
});

test('a source that does not say how much it has is shown without a share', () => {
  const out = screen(false);
  showProgress(out)(at(10e6, null));
  assert.is(out.written[0], 'small 10.0 MB, 5.0 MB/s, models.test\n');
});

test.run();
