import { type Check, createRedactor, type Diagnosis, diagnose, redactJson } from '@maspo/core';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { plural } from '../format.ts';
import { printableLine } from '../printable.ts';
import { planOf } from '../project.ts';
import { watchStandstill } from '../standstill.ts';
import type { Paint } from '../terminal.ts';

export const doctor: Command = {
  takes: '',
  about:
    'Checks all that a run needs: the config, the disk, the journal, the budget, prices, and each model by one real call that the journal does not answer: is the endpoint up, the key accepted, the model there; does the first agent’s reply keep its contract; does a judge get four obvious pairs right, and with `score.calibration` does it agree with labels. Each line that failed says the fix.\n\nExit: 0 all is well (warnings aside), 2 config, 3 something failed.',
  flags: {},
  positionals: 0,
  run: async (context) => {
    const { terminal } = context;
    const plan = await planOf(context);
    const unwatch = watchStandstill(terminal, () => []);
    const onLog = (message: string): void => terminal.note(printableLine(message));
    const found = await diagnose(plan, { onLog }).finally(unwatch);
    const diagnosis = redactJson(createRedactor(plan.secrets), found);
    const failed = diagnosis.checks.filter((check) => markOf(check) === '✘').length;
    if (terminal.json) terminal.data({ ok: failed === 0, config: plan.file, ...diagnosis }, 2);
    else terminal.print(diagnosisLines(diagnosis, failed, terminal.paint).join('\n'));
    return failed === 0 ? EXIT.done : EXIT.refused;
  },
};

type Mark = '✔' | '✘' | '!' | '–';

/** A contract that is not kept is for the search to mend: a warning. */
function markOf({ ok, check }: Check): Mark {
  if (ok === null) return '–';
  if (ok) return '✔';
  return check === 'contract' ? '!' : '✘';
}

const STYLES = { '✔': 'green', '✘': 'red', '!': 'yellow', '–': 'dim' } as const;

function diagnosisLines({ checks, seconds }: Diagnosis, failed: number, paint: Paint): string[] {
  const all: readonly Check[] = [{ about: 'config', check: 'model', ok: true, detail: 'valid', fix: null }, ...checks];
  const width = Math.max(...all.map(({ about }) => about.length));
  const lines = all.flatMap((check) => {
    const mark = markOf(check);
    const speed = check.check === 'model' ? speedText(seconds[check.about]) : '';
    const line = `${paint(STYLES[mark], mark)} ${check.about.padEnd(width)}  ${printableLine(check.detail)}${speed}`;
    const fix = check.ok === true || check.fix === null ? [] : [`  ${' '.repeat(width)}  ${fixText(check.fix, paint)}`];
    return [line, ...fix];
  });
  return [
    ...lines,
    '',
    failed === 0 ? `${paint('green', 'ready')}: maspo optimize` : `${paint('red', plural(failed, 'check'))} failed`,
  ];
}

const fixText = (fix: string, paint: Paint): string => `${paint('cyan', 'fix:')} ${printableLine(fix)}`;

/** What one call took, and the rate that this is with one call at a time. */
function speedText(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  const took = seconds < 1 ? `${Math.max(1, Math.round(1000 * seconds))} ms` : `${seconds.toFixed(1)} s`;
  const rate = 1 / Math.max(seconds, 0.001);
  const slow = rate < 0.1 ? `${(60 * rate).toFixed(1)} calls/min` : `${rate.toFixed(1)} calls/s`;
  return ` (${took} a call, ${rate < 10 ? slow : `${Math.round(rate)} calls/s`} one at a time)`;
}
