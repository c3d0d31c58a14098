import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { contentHash, type Json } from '../canonical.ts';
import { ROLES } from '../types.ts';
import { type CallRequest, callKey, effectKey, keysOf, type ModelIdentity } from './key.ts';

const request: CallRequest = {
  role: 'agent',
  model: 'small',
  messages: [{ role: 'user', content: 'Hello' }],
  sampling: { temperature: 0, maxTokens: 4 },
};
const model: ModelIdentity = { use: 'x', plugin: 'p', version: '1.0.0', options: { host: 'h' }, identity: 'digest' };

test('a key is a SHA-256 that depends on values, not on the order of members', () => {
  const turned: CallRequest = {
    sampling: { maxTokens: 4, temperature: 0 },
    messages: [{ content: 'Hello', role: 'user' }],
    model: 'small',
    role: 'agent',
  };
  assert.match(callKey(request, model), /^[0-9a-f]{64}$/);
  assert.is(callKey(turned, model), callKey(request, model));
});

const other = (parts: Partial<CallRequest>): string => callKey({ ...request, ...parts }, model);

test('everything that decides an answer makes another key', () => {
  const keys = [
    callKey(request, model),
    other({ role: 'judge' }),
    other({ messages: [{ role: 'user', content: 'Hello ' }] }),
    other({ messages: [{ role: 'system', content: 'Hello' }] }),
    other({ messages: [...request.messages, ...request.messages] }),
    other({ sampling: { temperature: 0, maxTokens: 5 } }),
    other({ sampling: { temperature: 1, maxTokens: 4, seed: 1 } }),
    other({ sampling: { temperature: 1, maxTokens: 4, seed: 2 } }),
    other({ sampling: { temperature: 0, maxTokens: 4, stop: ['.'] } }),
    other({ sample: 1 }),
    callKey(request, { ...model, use: 'y' }),
    callKey(request, { ...model, plugin: 'q' }),
    callKey(request, { ...model, version: null }),
    callKey(request, { ...model, options: { host: 'i' } }),
    callKey(request, { ...model, identity: 'another digest' }),
  ];
  assert.is(new Set(keys).size, keys.length);
});

test('a key is the content hash of all that decides, so that anybody can compute it', () => {
  const json = fc.jsonValue() as fc.Arbitrary<Json>;
  const text = fc.string({ unit: 'grapheme' });
  const requests = fc.record(
    {
      role: fc.constantFrom(...ROLES),
      model: text,
      messages: fc.array(fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content: text })),
      sampling: fc.record(
        {
          temperature: fc.constantFrom(0, 0.7, 1),
          maxTokens: fc.nat(),
          seed: fc.nat(),
          stop: fc.array(text),
          schema: json,
        },
        { requiredKeys: ['temperature', 'maxTokens'] },
      ),
      sample: fc.nat(),
    },
    { requiredKeys: ['role', 'model', 'messages', 'sampling'] },
  );
  const models = fc.record({ use: text, plugin: text, version: fc.option(text), options: json, identity: json });
  fc.assert(
    fc.property(requests, models, (call, identity) => {
      const { role, messages, sampling, sample = 0 } = call;
      const content = { kind: 'call', role, model: identity, messages, sampling, sample };
      assert.is(keysOf(identity)(call), contentHash(content));
      assert.is(callKey(call, identity), contentHash(content));
    }),
  );
});

test('the name that a config gives a model is no part of the key, and sample 0 is the first', () => {
  assert.is(other({ model: 'renamed' }), callKey(request, model));
  assert.is(other({ sample: 0 }), callKey(request, model));
});

test('an effect is known by its operator, its name and its input, and is never a call', () => {
  const keys = [
    effectKey('score.human', 'ask', { item: 1 }),
    effectKey('score.human', 'ask', { item: 2 }),
    effectKey('score.human', 'tell', { item: 1 }),
    effectKey('mutate.human', 'ask', { item: 1 }),
    callKey(request, model),
  ];
  assert.is(new Set<string>(keys).size, keys.length);
});

test.run();
