import { workflowCommand } from '../github/workflow.ts';
import { createLines } from './lines.ts';
import type { Reporter, RunFacts } from './reporter.ts';

export interface WorkflowLog {
  /** Text, which the runner must not obey. */
  line(text: string): void;
  /** A command to the runner. */
  command(text: string): void;
  /** Blots out secrets. */
  redact(text: string): string;
}

const WARNING = 'warning: ';

/** The lines of a log, folded into a group a turn. Warnings and notes are annotations: nobody must open a group to see them. */
export function createGithub({ line, command, redact }: WorkflowLog, facts: RunFacts): Reporter {
  let isOpen = false;
  let kind: 'title' | 'note' | 'text' = 'text';
  const warn = (text: string): void => command(workflowCommand('warning', text, { title: 'maspo' }));
  const close = (): void => {
    if (isOpen) command(workflowCommand('endgroup'));
    isOpen = false;
  };
  const open = (title: string): void => {
    command(workflowCommand('group', title));
    isOpen = true;
  };
  const lines = createLines((written) => {
    const text = redact(written);
    if (kind === 'title') return open(text);
    if (kind === 'note') return warn(text.trim());
    for (const row of text.split('\n')) row.startsWith(WARNING) ? warn(row.slice(WARNING.length)) : line(row);
  }, facts);
  return {
    event: (event, state) => {
      const isTitle = event.type === 'start' || event.type === 'turn';
      if (isTitle || event.type === 'stop') close();
      kind = isTitle ? 'title' : event.type === 'note' ? 'note' : 'text';
      lines.event(event, state);
      kind = 'text';
    },
    log: lines.log,
    stop: close,
  };
}
