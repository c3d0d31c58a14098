import { shellLine } from '../../invocation.ts';
import { printable } from '../../printable.ts';
import type { Story } from '../story/story.ts';
import { html, type Markup } from './markup.ts';

/** Characters of the config that are shown. */
const MOST_CONFIG = 100_000;

/** All that is needed to make the run again. */
export function originMarkup({ origin, runId, splits }: Story): Markup {
  const { command, seed, config, data, plugins, versions, plan } = origin;
  const packages = {
    ...versions,
    ...Object.fromEntries(
      Object.entries(plugins).map(([name, version]) => [`plugin ${name}`, version ?? 'a file of the project']),
    ),
  };
  const facts = [
    ['run', runId],
    ['config', config],
    ['seed', String(seed)],
    ['items', `${splits.train} train, ${splits.validation} validation, ${splits.test} test; content hash ${data}`],
    ...Object.entries(packages),
  ] as const;
  const text = printable(JSON.stringify(plan, null, 2));
  return html`<p>In the project’s folder:</p><pre class="command"><code>${shellLine(['npx', 'maspo', ...command])}</code></pre>
<p>The same config, data, plugins and seed are the same run: where the journal has its answers, it ends with the same bytes and makes no call.</p>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd><code>${value}</code></dd></div>`)}</dl>
<details><summary>The config as it was resolved, defaults included</summary><pre tabindex="0"><code>${text.slice(0, MOST_CONFIG)}${text.length > MOST_CONFIG ? ' … plan.json has the rest' : ''}</code></pre></details>`;
}
