import { fakeAgent } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { briefOf } from './brief.ts';

const writer = fakeAgent({ id: 'writer', purpose: 'You write\nthe reply.', contract: { kind: 'text', maxWords: 30 } });

test('what those that read the output are for, and must give, is told', () => {
  const agent = fakeAgent({ purpose: 'You route.', isAnswer: false, successors: [writer.id] });
  assert.is(
    briefOf({ agent, agents: [agent, writer] }),
    `<purpose>
You route.
</purpose>

The output goes to these readers and must give them what they need:

<readers>
writer: You write the reply. Its own output should have at most 30 words.
</readers>`,
  );
});

test('an answer that nobody reads is the final answer of the system', () => {
  const agent = fakeAgent({ contract: { kind: 'json', schema: {} } });
  assert.match(
    briefOf({ agent, agents: [agent] }),
    /final answer of the whole system\.\n\nThe output should be JSON\.$/,
  );
});

test('long purposes and many readers are cut: small judges have small windows', () => {
  const readers = Array.from({ length: 40 }, (_, index) =>
    fakeAgent({ id: `reader${index}`, purpose: 'You read all of this. '.repeat(100) }),
  );
  const agent = fakeAgent({ purpose: 'You tell 👍. '.repeat(1000), successors: readers.map(({ id }) => id) });
  const brief = briefOf({ agent, agents: [agent, ...readers] });
  assert.ok(brief.length < 3000, String(brief.length));
  assert.match(brief, /reader3: .* …\nand 36 more/);
  assert.ok(brief.isWellFormed());
});

test.run();
