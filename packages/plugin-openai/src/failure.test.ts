import { type Fault, type FaultReply, faultSuite, operatorOf } from '@maspo/core/testing';
import { completion, MODEL } from './fake-openai.fixture.ts';
import plugin from './index.ts';

const KEY = 'sk-planted-0123456789';

const json = (value: object, status = 200): FaultReply => ({ status, body: JSON.stringify(value) });
const refuse = (status: number, error: object): FaultReply => json({ error }, status);
const reply = (message: object, more: object = {}): FaultReply => json(completion(message, more));

const FAULTS: readonly Fault[] = [
  {
    name: 'a key that the endpoint quotes back (401)',
    serve: refuse(401, { message: `Incorrect API key provided: ${KEY}` }),
    kind: 'permanent',
    message: /provided: \*\*\*/,
    hint: /Check the key \(the option apiKey\)/,
  },
  {
    name: 'a model that is not there (404)',
    serve: refuse(404, { message: 'model not found', code: 'model_not_found' }),
    kind: 'permanent',
    hint: /Check the name "birch-mini".*\/models/,
  },
  {
    name: 'an empty account (402)',
    serve: refuse(402, { message: 'pay' }),
    kind: 'permanent',
    hint: /credit/,
  },
  {
    name: 'an empty account (429)',
    serve: refuse(429, { message: 'x', code: 'insufficient_quota' }),
    kind: 'permanent',
    hint: /credit/,
  },
  {
    name: 'an API that moved (302)',
    serve: { status: 302, headers: { location: 'http://elsewhere.test/v1?key=abc' }, body: '' },
    kind: 'permanent',
    hint: /set baseURL to where the API is \(http:\/\/elsewhere\.test\/v1\)/,
  },
  {
    name: 'a field that the model does not take (400)',
    serve: refuse(400, { message: 'no', param: 'temperature' }),
    kind: 'permanent',
    hint: /temperature: null/,
  },
  {
    name: 'a token field of another name (400)',
    serve: refuse(400, { message: 'use max_completion_tokens' }),
    kind: 'permanent',
    hint: /maxTokensField/,
  },
  { name: 'a timeout of the server (408)', serve: refuse(408, { message: 'x' }), kind: 'transient', hint: /wait/ },
  { name: 'a conflict (409)', serve: refuse(409, { message: 'x' }), kind: 'transient', hint: /wait/ },
  {
    name: 'a model that is being loaded (503)',
    serve: refuse(503, { code: 503, message: 'Loading model', type: 'unavailable_error' }),
    kind: 'transient',
    hint: /wait/,
  },
  {
    name: 'an error inside a reply',
    serve: refuse(200, { message: 'upstream died', code: 502 }),
    kind: 'transient',
    message: /upstream died/,
  },
  {
    name: 'a rate limit inside a reply',
    serve: refuse(200, { message: 'slow down', code: 429 }),
    kind: 'transient',
    throttled: true,
  },
  {
    name: 'an input that is too long, by its code (400)',
    serve: refuse(400, { message: 'x', code: 'context_length_exceeded' }),
    kind: 'item',
    hint: /longer context/,
  },
  {
    name: 'an input that is too long, in the words of a server of one’s own (400)',
    serve: refuse(400, { message: 'the request exceeds the available context size, try increasing it' }),
    kind: 'item',
    hint: /longer context/,
  },
  {
    name: 'an input that is too long, inside a reply',
    serve: refuse(200, { message: 'x', code: 'context_length_exceeded' }),
    kind: 'item',
    hint: /longer context/,
  },
  {
    name: 'a server fault that speaks of context (500)',
    serve: refuse(500, { message: 'no memory for a context size of 9' }),
    kind: 'transient',
  },
  {
    name: 'content that the endpoint refuses (400)',
    serve: refuse(400, { message: 'x', code: 'content_filter' }),
    kind: 'item',
    hint: /look at it/,
  },
  {
    name: 'a reply that the content filter cut',
    serve: reply({ content: 'I' }, { finish_reason: 'content_filter' }),
    kind: 'item',
    message: /content filter/,
  },
  {
    name: 'a refusal of the model',
    serve: reply({ content: null, refusal: 'I cannot.' }),
    kind: 'item',
    message: /refused/,
  },
  {
    name: 'a tool that is called instead of an answer',
    serve: reply({ content: null, tool_calls: [{ id: 't' }] }, { finish_reason: 'tool_calls' }),
    kind: 'item',
    message: /called a tool/,
  },
  { name: 'a reply without content', serve: reply({ content: null }), kind: 'transient', message: /without content/ },
  {
    name: 'a reply whose content is a number',
    serve: reply({ content: 7 }),
    kind: 'transient',
    message: /without content/,
  },
  { name: 'a reply without choices', serve: json({ choices: [] }), kind: 'transient', hint: /proxy/ },
];

faultSuite('openai: faults', {
  operator: operatorOf(plugin, 'openai'),
  options: (url) => ({ model: MODEL, baseURL: `${url}/v1`, apiKey: KEY }),
  secrets: [KEY],
  answer: (text, finish) => reply({ content: text }, { finish_reason: finish }),
  refusal: (message) => JSON.stringify({ error: { message } }),
  hints: {
    key: /Check the key \(the option apiKey\): it must be one for http/,
    forbidden: /may not use "birch-mini"/,
    path: /Check baseURL .*ends in \/v1/,
    request: /extraBody/,
    limit: /concurrency/,
    server: /wait until it has recovered/,
    page: /baseURL is the API and not a web page/,
    broken: /proxy/,
    shape: /baseURL is the API/,
    connection: /whether the server is up/,
  },
  faults: FAULTS,
});
