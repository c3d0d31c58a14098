import { ConfigError, createRedactor, formatDiagnostics, Interruption, MaspoError } from '@maspo/core/plan';
import { UsageError } from './arguments.ts';
import { EXIT } from './exit.ts';
import { diagnosticCommand, workflowCommand } from './github/workflow.ts';
import { explanationOf } from './messages.ts';
import { printable } from './printable.ts';
import type { Terminal } from './terminal.ts';

export interface FailureContext {
  readonly terminal: Terminal;
  readonly debug: boolean;
  readonly secrets: readonly string[];
}

/** Says what went wrong and what to do; errors of the user's world without a stack. @returns the exit code. */
export function explainFailure(error: unknown, { terminal, debug, secrets }: FailureContext): number {
  const redact = createRedactor(secrets);
  const { color, paint } = terminal.notes;
  const clean = (text: string): string => printable(redact(text));
  if (terminal.json) terminal.data(describe(error, redact));
  for (const command of commandsOf(error, redact)) terminal.workflow?.(command);
  if (error instanceof ConfigError) {
    terminal.note(redact(formatDiagnostics(error.diagnostics, { color, cwd: process.cwd() })));
    const [first] = error.diagnostics;
    if (first !== undefined) terminal.note(paint('dim', `More on a code: maspo explain ${first.code}`));
    const causes = debug ? error.diagnostics.map(({ cause }) => cause) : [];
    for (const stack of causes.flatMap(stacksOf)) terminal.note(clean(stack));
    return exitCodeOf(error);
  }
  if (error instanceof Interruption) {
    terminal.note(`${paint('yellow', 'interrupted;')} what was answered is kept.`);
    terminal.note(clean(error.hint));
  } else if (error instanceof MaspoError) {
    terminal.note(`${paint('red', 'error:')} ${clean(error.message)}`);
    terminal.note(`  ${paint('cyan', 'fix:')} ${clean(error.hint)}`);
    // Errors of the command line say where their help is.
    if (!(error instanceof UsageError) && explanationOf(error.code) !== undefined)
      terminal.note(paint('dim', `  more: maspo explain ${error.code}`));
  } else {
    terminal.note(`${paint('red', 'error:')} ${clean(error instanceof Error ? error.message : String(error))}`);
    terminal.note('  This is a bug in maspo or in a plugin. Run it again with --debug and report what it prints.');
  }
  if (debug) for (const stack of stacksOf(error)) terminal.note(clean(stack));
  return exitCodeOf(error);
}

/** Annotations: each mistake at its place, any other error at the step. */
function commandsOf(error: unknown, redact: (text: string) => string): string[] {
  if (error instanceof Interruption) return [];
  if (error instanceof ConfigError) return error.diagnostics.map((diagnostic) => diagnosticCommand(diagnostic, redact));
  const [title, text] =
    error instanceof MaspoError
      ? [error.code, `${error.message}\nfix: ${error.hint}`]
      : ['MASPO-BUG', error instanceof Error ? error.message : String(error)];
  return [workflowCommand('error', redact(text), { title })];
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof Interruption) return EXIT.interrupted;
  if (error instanceof ConfigError)
    return error.diagnostics.every(({ code }) => code === 'MASPO-BUDGET-SMALL') ? EXIT.refused : EXIT.usage;
  if (!(error instanceof MaspoError)) return EXIT.failed;
  switch (error.code) {
    case 'MASPO-USAGE':
      return EXIT.usage;
    case 'MASPO-BUDGET-SMALL':
    case 'MASPO-PREFLIGHT':
      return EXIT.refused;
    default:
      return EXIT.failed;
  }
}

function describe(error: unknown, redact: (text: string) => string): object {
  const about =
    error instanceof ConfigError
      ? {
          code: error.code,
          message: `${error.diagnostics.length} mistakes`,
          hint: error.hint,
          diagnostics: error.diagnostics.map(({ cause: _, ...diagnostic }) => diagnostic),
        }
      : error instanceof MaspoError
        ? { code: error.code, message: error.message, hint: error.hint }
        : { code: 'MASPO-BUG', message: error instanceof Error ? error.message : String(error), hint: 'Report it.' };
  return { error: JSON.parse(redact(JSON.stringify(about))) as unknown };
}

function stacksOf(error: unknown): string[] {
  const stacks: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause)
    stacks.push(`${stacks.length === 0 ? '' : 'caused by '}${current.stack ?? current.message}`);
  return stacks;
}
