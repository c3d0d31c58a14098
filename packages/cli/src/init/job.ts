import { relative } from 'node:path';
import { type Label, labelOf } from './columns.ts';
import type { Job } from './config.ts';
import { messageItems } from './messages.ts';
import type { OwnData } from './said.ts';

/** The sample: messages to a support desk, and the team that each is for. */
export const SAMPLE_FILE = 'messages.jsonl';

export function sampleJob(): Job {
  const items = messageItems();
  return {
    file: SAMPLE_FILE,
    items: items.length,
    input: [{ field: 'text', cue: 'Message' }],
    label: { field: 'team', form: { kind: 'choice', choices: [...new Set(items.map(({ team }) => team))] } },
    wording: {
      reader: {
        role: 'You read messages to a support desk.',
        task: 'Write one short note on what the message is about.',
      },
      answerer: {
        id: 'router',
        role: 'You assign messages to teams.',
        task: 'Which team should get this message?',
        cue: 'Team',
      },
    },
  };
}

/**
 * What a user's own data is for, in words that fit any data: to be made better by hand, or by maspo.
 * @param dir The folder of the config.
 */
export function ownJob(dir: string, { file, columns }: OwnData, input: readonly string[], label: string | null): Job {
  const column = columns.find(({ name }) => name === label);
  const form = column === undefined ? null : labelOf(column);
  return {
    // As a config writes it, on every system alike.
    file: relative(dir, file).replaceAll('\\', '/'),
    items: columns[0]?.values.length ?? 0,
    input: input.map((name) => ({ field: name, cue: `${name[0]?.toUpperCase()}${name.slice(1)}` })),
    label: column === undefined || form === null ? null : { field: column.name, form },
    wording: {
      reader: { role: 'You read what comes in.', task: 'Write one short note on what matters for the answer.' },
      answerer: { id: 'answerer', role: 'You give the answer.', task: taskFor(form), cue: 'Answer' },
    },
  };
}

function taskFor(form: Label | null): string {
  switch (form?.kind) {
    case 'choice':
      return `Answer with one of: ${form.choices.join(', ')}.`;
    case 'number':
      return 'Answer with one number.';
    case 'words':
      return 'Answer in as few words as possible.';
    case 'json':
      return 'Answer with one JSON object.';
    case 'prose':
    case undefined:
      return 'Write the answer.';
  }
}
