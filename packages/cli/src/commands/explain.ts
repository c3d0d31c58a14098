import { suggest, UsageError } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { allExplanations, type Explanation, explainedCodes, explanationOf, isOfConfig } from '../messages.ts';
import type { Paint, Terminal } from '../terminal.ts';
import { truncate, wrap } from '../wrap.ts';

export const explain: Command = {
  takes: '[CODE]',
  about:
    'Explains a code of a mistake or an error, such as MASPO-C012 or MASPO-RUN-BUSY: what it means, a wrong and a right example, how to mend it. C012 and 12 are short for MASPO-C012. Without a code: the list of all.',
  flags: {},
  positionals: 1,
  run: async ({ args, terminal }) => {
    const [asked] = args.positionals;
    if (asked === undefined) list(terminal);
    else show(find(asked), terminal);
    return EXIT.done;
  },
};

function list({ json, data, print, paint, columns }: Terminal): void {
  const all = allExplanations();
  const width = Math.max(...all.map(({ code }) => code.length));
  const rows = (ofConfig: boolean): string[] =>
    all
      .filter(({ code }) => isOfConfig(code) === ofConfig)
      .map(({ code, title }) => `  ${paint('cyan', code.padEnd(width))}  ${truncate(title, columns - width - 4)}`);
  const lines = [
    paint('bold', 'Mistakes in a config'),
    ...rows(true),
    '',
    paint('bold', 'Errors of runs and commands'),
    ...rows(false),
    '',
    'maspo explain CODE  explains one.',
  ];
  const titles = all.map(({ code, title }) => ({ code, title }));
  if (json) data(titles, 2);
  else print(lines.join('\n'));
}

/** @throws UsageError with the closest code. */
function find(asked: string): Explanation {
  const codes = explainedCodes();
  const code = fullCode(asked);
  const found = explanationOf(code);
  if (found !== undefined) return found;
  throw new UsageError(`there is no code "${asked}"`, suggest(code, codes, 'All codes: maspo explain'));
}

/** `12`, `c12` and `C012` for `MASPO-C012`; `run-busy` for `MASPO-RUN-BUSY`. */
function fullCode(asked: string): string {
  const short = asked.toUpperCase().replace(/^MASPO-/, '');
  const number = /^C?(\d{1,3})$/.exec(short)?.[1];
  return `MASPO-${number === undefined ? short : `C${number.padStart(3, '0')}`}`;
}

function show({ code, title, text }: Explanation, { json, data, print, paint, columns }: Terminal): void {
  if (json) data({ code, title, text }, 2);
  else print([paint('bold', `${code}  ${title}`), '', ...linesOf(text, columns, paint)].join('\n'));
}

/** The little Markdown of the messages, for a terminal: prose is wrapped, code is indented and never wrapped. */
function linesOf(text: string, columns: number, paint: Paint): string[] {
  let inCode = false;
  return text.split('\n').flatMap((line) => {
    const fence = /^```\w*(?: (\S+))?/.exec(line);
    if (fence !== null) {
      inCode = !inCode;
      const file = fence[1];
      return inCode && file !== undefined && file !== 'whole' ? [paint('dim', `    # ${file}`)] : [];
    }
    if (inCode) return [`    ${line}`];
    if (line.startsWith('## ')) return [paint('bold', line.slice(3))];
    return wrap(line, columns);
  });
}
