import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { deadAddress, startFakeServer } from '@maspo/core/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyProject, type Project } from '../../test/project.ts';
import { Left, openConversation } from '../ask.ts';
import type { Setup } from './files.ts';
import type { Said } from './said.ts';
import { askedSetup } from './setup.ts';

const test = suite('questions of maspo init');
const NOTHING_SAID: Said = {
  provider: undefined,
  model: undefined,
  data: undefined,
  input: undefined,
  label: undefined,
};
const { OLLAMA_HOST, OPENAI_API_KEY } = process.env;
let project: Project;
test.before.each(async () => {
  project = emptyProject();
  process.env.OLLAMA_HOST = await deadAddress();
  delete process.env.OPENAI_API_KEY;
});
test.after.each(() => {
  project.remove();
  Object.assign(process.env, { OLLAMA_HOST, OPENAI_API_KEY });
  if (OLLAMA_HOST === undefined) delete process.env.OLLAMA_HOST;
  if (OPENAI_API_KEY === undefined) delete process.env.OPENAI_API_KEY;
});

/** Types on a terminal; what is typed before a question waits for it. @returns the setup and the screen. */
async function typed(keys: string, said: Partial<Said> = {}): Promise<{ setup: Setup; screen: string }> {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const conversation = openConversation({ input, output });
  input.write(keys);
  try {
    const asking = { conversation, paint: (_: unknown, text: string) => text };
    const setup = await askedSetup(asking, { ...NOTHING_SAID, ...said }, project.dir, project.dir);
    return { setup, screen: String(output.read()) };
  } finally {
    conversation.close();
  }
}

const writeItems = (): void =>
  project.write(
    'tickets.jsonl',
    Array.from({ length: 30 }, (_, index) =>
      JSON.stringify({ text: `\u001b[2Jticket ${index}`, lang: 'en', team: ['a', 'b'][index % 2] }),
    ).join('\n'),
  );

test('Enter all the way takes what is there: here a model inside maspo, and the sample', async () => {
  const { setup, screen } = await typed('\n\n\n');
  assert.equal([setup.choice.provider, setup.choice.model, setup.isSample], ['llama', 'smollm2-135m', true]);
  assert.match(screen, /1 {2}llama +a small model inside maspo/);
});

test('a running Ollama comes first, with its models to choose from', async () => {
  await using server = await startFakeServer(
    (_, response) =>
      void response.end(
        JSON.stringify({
          models: [
            { name: 'large:7b', size: 4e9 },
            { name: 'small:1b', size: 9e8 },
          ],
        }),
      ),
  );
  process.env.OLLAMA_HOST = server.host;
  const { setup, screen } = await typed('\n2\n\n');
  assert.equal([setup.choice.provider, setup.choice.model], ['ollama', 'large:7b']);
  assert.match(screen, /1 {2}ollama +answers at .*, 2 models/);
  assert.match(screen, /1 {2}small:1b +900\.0 MB/);
});

test('own data in the folder comes first; Enter takes the fields that are likely', async () => {
  writeItems();
  const { setup, screen } = await typed('\n\n\n\n\n');
  assert.is(setup.job.file, 'tickets.jsonl');
  assert.equal(setup.job.input, [{ field: 'text', cue: 'Text' }]);
  assert.is(setup.job.label?.field, 'team');
  assert.is(setup.isSample, false);
  assert.not.match(screen, /\u001b\[2J/, 'data cannot clear the screen');
});

test('fields can be named, several with commas; what is misspelled is asked for again', async () => {
  writeItems();
  const { setup } = await typed('openai\nmy-model\ntickets.jsonl\n(none)\ntext,lnag\ntext,lang\n');
  assert.equal([setup.choice.provider, setup.choice.model], ['openai', 'my-model']);
  assert.equal(
    setup.job.input.map(({ field }) => field),
    ['text', 'lang'],
  );
  assert.is(setup.job.label, null);
});

test('a path that cannot be read is said, and asked for again', async () => {
  project.write('broken.json', '{}');
  const { setup, screen } = await typed('\n\nnowhere.jsonl\nbroken.json\nsample\n');
  assert.is(setup.isSample, true);
  assert.match(screen, 'there is no data file');
  assert.match(screen, 'the file is not a list');
});

test('what the command line says is not asked', async () => {
  writeItems();
  const said = { provider: 'llama', model: 'm', data: 'tickets.jsonl', input: ['lang'], label: null } as const;
  const { setup, screen } = await typed('', said);
  assert.equal([setup.choice.model, setup.job.label], ['m', null]);
  assert.is(screen, 'null');
});

test('Ctrl-C at any question leaves nothing behind', async () => {
  for (const keys of ['\u0003', '\n\u0003', '\n\n\u0003', '\u0004']) {
    try {
      await typed(keys);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, Left);
    }
  }
  assert.not.ok(existsSync(join(project.dir, 'maspo.config.yaml')));
});

test.run();
