import type { Message } from '@maspo/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createRender, type Render } from './template.ts';

const CHATML = `{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are HAL.<|im_end|>\n' }}{% endif %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}`;
const SYSTEMLESS = `{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}[{{ message['role'] }}] {{ message['content'] | trim }}\n{% endfor %}[model]`;
const FORGETFUL = `{% for message in messages %}{% if message['role'] == 'user' %}Q: {{ message['content'] }}\n{% endif %}{% endfor %}A:`;
const DATED = `{% if not date_string is defined %}{% set date_string = strftime_now('%d %b %Y') %}{% endif %}{{ date_string }}|{{ messages[0]['content'] }}`;
const THINKING = `{{ messages[0]['content'] }}{% if enable_thinking %}<think>{% else %}<think></think>{% endif %}`;

const renderOf = (source: string, think = false): Render => createRender(source, { bos: '<s>', eos: '</s>', think });
const system: Message = { role: 'system', content: 'Be brief.' };
const user: Message = { role: 'user', content: 'Hello.' };

test('the system message of the chat is used', () => {
  assert.is(
    renderOf(CHATML)([system, user]),
    '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello.<|im_end|>\n<|im_start|>assistant\n',
  );
});

test('without a system message the default of the template does not sneak in', () => {
  const text = renderOf(CHATML)([user]);
  assert.not.match(text, 'HAL');
  assert.is(text, '<|im_start|>system\n<|im_end|>\n<|im_start|>user\nHello.<|im_end|>\n<|im_start|>assistant\n');
});

test('a user who writes the default text keeps it', () => {
  const text = renderOf(CHATML)([{ role: 'user', content: 'You are HAL.' }]);
  assert.is(text.split('You are HAL.').length, 2);
  assert.ok(text.includes('user\nYou are HAL.<|im_end|>'));
});

test('earlier turns stay in their order', () => {
  const text = renderOf(CHATML)([user, { role: 'assistant', content: 'Hi!' }, { role: 'user', content: 'Bye.' }]);
  assert.ok(text.indexOf('Hello.') < text.indexOf('assistant\nHi!') && text.indexOf('Hi!') < text.indexOf('Bye.'));
});

test('where the template refuses the system role, its text goes before the first message', () => {
  assert.is(renderOf(SYSTEMLESS)([system, user]), '<s>[user] Be brief.\n\nHello.\n[model]');
  assert.is(renderOf(SYSTEMLESS)([system]), '<s>[user] Be brief.\n[model]');
  assert.is(renderOf(SYSTEMLESS)([user]), '<s>[user] Hello.\n[model]');
});

test('where the template drops the system role without a word, its text goes before the first message', () => {
  assert.is(renderOf(FORGETFUL)([system, user]), 'Q: Be brief.\n\nHello.\nA:');
});

test('a template that prints the date prints the same one every day', () => {
  assert.is(renderOf(DATED)([user]), '26 Jul 2024|Hello.');
});

test('thinking is switched on and off where the template can be told', () => {
  assert.is(renderOf(THINKING, true)([user]), 'Hello.<think>');
  assert.is(renderOf(THINKING, false)([user]), 'Hello.<think></think>');
});

test('braces and template syntax in a message are plain text', () => {
  const content = '{{ bos_token }} {% if x %} \\boxed{7} {"a": 1}';
  assert.ok(renderOf(CHATML)([{ role: 'user', content }]).includes(content));
});

test.run();
