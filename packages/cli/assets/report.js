// The report's script: theme, reload, and lists of traces that are built when they are looked at.
// Every text of a model or of the data set reaches the page through textContent.

/**
 * @typedef {string | { failed: string }} Said
 * @typedef {[agent: string, before: Said, after: Said | null]} Exchange
 * @typedef {{ item: string, fields: Record<string, string>, outputs: Exchange[], split?: string, outcome?: string,
 *   seed?: number | null, best?: number | null, agent?: string, operator?: string,
 *   local?: number, lookahead?: number | null, global?: number | null }} Trace
 */

/** Traces that are put on the page at once. */
const PAGE = 50;
const RELOAD_MS = 3000;

/**
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Settings that survive a reload; a page from a file may not have any. @param {string} key @param {string} [value] */
function setting(key, value) {
  try {
    if (value !== undefined) sessionStorage.setItem(key, value);
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function startTheme() {
  const button = document.getElementById('theme');
  if (button === null) return;
  const root = document.documentElement;
  const isDark = () =>
    (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const name = () => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', isDark() ? 'Light colours' : 'Dark colours');
  };
  const kept = setting('theme');
  if (kept !== null) root.dataset.theme = kept;
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    setting('theme', root.dataset.theme);
    name();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', name);
  button.hidden = false;
  name();
}

/** A run that goes on: the page is loaded again, unless its reader wants to read. */
function startReload() {
  const button = document.getElementById('pause');
  if (button === null || !('live' in document.documentElement.dataset)) return;
  let isPaused = setting('paused') === 'yes';
  const name = () => {
    button.textContent = isPaused ? 'Follow the run' : 'Pause';
  };
  button.addEventListener('click', () => {
    isPaused = !isPaused;
    setting('paused', isPaused ? 'yes' : 'no');
    name();
  });
  button.hidden = false;
  name();
  setInterval(() => {
    if (!isPaused) location.reload();
  }, RELOAD_MS);
}

/** @param {HTMLElement} browser @param {Trace[]} traces */
function startBrowser(browser, traces) {
  const form = browser.querySelector('form');
  const count = browser.querySelector('.count');
  const list = browser.querySelector('.traces');
  const more = browser.querySelector('.more');
  if (form === null || count === null || list === null || !(more instanceof HTMLElement)) return;
  const isCase = browser.dataset.kind === 'cases';
  /** @type {Trace[]} */
  let chosen = [];
  const show = () => {
    const from = list.childElementCount;
    for (const trace of chosen.slice(from, from + PAGE)) list.append(traceElement(trace, isCase));
    more.hidden = list.childElementCount >= chosen.length;
  };
  const choose = () => {
    const wanted = new FormData(form);
    chosen = traces.filter((trace) => isWanted(trace, wanted));
    count.textContent = `${chosen.length} of ${traces.length} ${isCase ? 'cases' : 'items'}`;
    list.replaceChildren();
    show();
  };
  form.addEventListener('input', choose);
  form.addEventListener('submit', (event) => event.preventDefault());
  more.addEventListener('click', () => {
    const first = list.childElementCount;
    show();
    // The button may be gone: the reader goes on with the first new trace.
    const next = list.children[first]?.firstElementChild;
    if (next instanceof HTMLElement) next.focus();
  });
  browser.hidden = false;
  choose();
}

/** @param {Trace} trace @param {FormData} wanted */
function isWanted(trace, wanted) {
  const { outcome = '' } = trace;
  const isOutcome = (/** @type {string} */ value) =>
    value === '' || value === outcome || (value === 'changed' && (outcome === 'better' || outcome === 'worse'));
  const text = String(wanted.get('text') ?? '').toLowerCase();
  return (
    isOutcome(String(wanted.get('outcome') ?? '')) &&
    ['', trace.split].includes(String(wanted.get('split') ?? '')) &&
    ['', trace.agent].includes(String(wanted.get('agent') ?? '')) &&
    (text === '' || textOf(trace).includes(text))
  );
}

/** @param {Trace} trace */
const textOf = ({ item, fields, outputs }) => JSON.stringify([item, fields, outputs]).toLowerCase();

/** @param {Trace} trace @param {boolean} isCase */
function traceElement(trace, isCase) {
  // The longest field says most; the id stands before it anyway.
  const snippet = Object.values(trace.fields).reduce((best, field) => (field.length > best.length ? field : best), '');
  const summary = element(
    'summary',
    {},
    ...(isCase ? caseChips(trace) : itemChips(trace)),
    element('strong', {}, trace.item),
    element('span', { class: 'snippet', dir: 'auto' }, snippet),
  );
  const details = element('details', { class: 'trace' }, summary);
  details.addEventListener('toggle', () => {
    if (details.childElementCount === 1) details.append(bodyElement(trace, isCase));
  });
  return details;
}

/** @param {string} text @param {string} kind */
const chip = (text, kind) => element('span', { class: `chip ${kind}` }, text);

/** @param {Trace} trace */
function itemChips({ outcome = '', split = '', seed, best }) {
  const scores =
    seed === null || best === null || seed === undefined || best === undefined
      ? ''
      : `: ${number(seed)} → ${number(best)}`;
  return [chip(`${outcome === 'left-out' ? 'left out' : outcome}${scores}`, outcome), chip(split, '')];
}

/** @param {Trace} trace */
function caseChips({ agent = '', operator, local, lookahead, global }) {
  const views = /** @type {const} */ ([
    ['own', local],
    ['next', lookahead],
    ['answer', global],
  ]);
  const chips = views.flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    const [kind, sign] = value > 0.5 ? ['better', '↑'] : value < 0.5 ? ['worse', '↓'] : ['', '='];
    return [chip(`${name} ${sign} ${number(value)}`, kind)];
  });
  return [chip(`${agent} by ${operator}`, ''), ...chips];
}

/** @param {number} value */
const number = (value) => String(Math.round(value * 100) / 100);

/** @param {Trace} trace @param {boolean} isCase */
function bodyElement({ fields, outputs }, isCase) {
  const names = isCase ? ['before (the prompt in place)', 'after (the candidate)'] : ['seed prompts', 'new prompts'];
  const rows = outputs.map(([agent, before, after]) =>
    element('tr', {}, element('th', { scope: 'row' }, agent), ...cells(before, after)),
  );
  const head = element('tr', {}, ...['agent', ...names].map((name) => element('th', { scope: 'col' }, name)));
  const terms = Object.entries(fields).flatMap(([name, value]) => [
    element('dt', {}, name),
    element('dd', { class: 'said', dir: 'auto' }, value),
  ]);
  return element(
    'div',
    { class: 'body' },
    element('dl', {}, ...terms),
    outputs.length === 0
      ? element('p', { class: 'quiet' }, 'Its outputs have no room in this page: events.jsonl has them.')
      : element(
          'div',
          { class: 'scroll' },
          element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows)),
        ),
  );
}

/** @param {Said} before @param {Said | null} after */
const cells = (before, after) =>
  after === null ? [saidCell(before, { colspan: '2' })] : [saidCell(before), saidCell(after)];

/** @param {Said} said @param {Record<string, string>} [attributes] */
const saidCell = (said, attributes = {}) =>
  typeof said === 'string'
    ? element('td', { class: 'said', dir: 'auto', ...attributes }, said === '' ? '(empty)' : said)
    : element('td', { class: 'failed', ...attributes }, `failed: ${said.failed}`);

/** Paper has no way to open anything. */
function startPrint() {
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details')].filter(
      (details) => !details.open && !details.classList.contains('trace'),
    );
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });
}

startTheme();
startReload();
startPrint();
const data = JSON.parse(document.getElementById('traces')?.textContent ?? '{}');
for (const browser of document.querySelectorAll('.browser'))
  if (browser instanceof HTMLElement) startBrowser(browser, data[browser.dataset.kind ?? ''] ?? []);
