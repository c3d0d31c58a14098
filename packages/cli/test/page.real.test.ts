import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pageOf } from '../src/report/html/page.ts';
import { storyOf } from '../src/report/story/story.ts';
import { type ToldRun, toldRun } from './told-run.ts';

const test = suite('report.html in headless Chromium');
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const browser = [process.env.CHROME_PATH ?? '', ...BROWSERS].find((file) => file !== '' && existsSync(file));

/** What the page has become once its script has run, and what stands on the console. */
async function shown(run: ToldRun): Promise<{ readonly dom: string; readonly console: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'maspo-page-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, pageOf(storyOf(toldRun(run)), { live: false }));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
  const profile = [`--user-data-dir=${join(folder, 'profile')}`, '--enable-logging=stderr', '--v=0'];
  try {
    const args = [...flags, ...profile, '--dump-dom', pathToFileURL(file).href];
    const { stdout, stderr } = await execa(browser ?? '', args, { timeout: 60_000 });
    return {
      dom: stdout,
      console: stderr
        .split('\n')
        .filter((line) => line.includes('CONSOLE'))
        .join('\n'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (browser === undefined) console.log('skipped: no Chromium (name one in CHROME_PATH)');
else {
  test('lists what changed, a page at a time, and complains of nothing', async () => {
    const { dom, console } = await shown({ items: 200 });
    assert.is(console, '');
    const changed =
      200 - Array.from({ length: 200 }, (_, index) => index).filter((n) => n % 2 === 1 && n % 7 !== 6).length;
    assert.match(dom, `${changed} of 200 items`);
    assert.match(dom, '1 of 1 cases');
    assert.is(dom.match(/<details class="trace">/g)?.length, 51);
  });

  test('hostile text stays text when the script shows it', async () => {
    const text = '</script><img src=x onerror=alert(1)><script>document.title="owned"</script>';
    const { dom, console } = await shown({ text });
    assert.is(console, '');
    assert.not.match(dom, /<img|<title>owned/);
    assert.match(dom, '&lt;img src=x onerror=alert(1)&gt;');
  });
}

test.run();
