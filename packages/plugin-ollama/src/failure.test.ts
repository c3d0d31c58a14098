import { type Fault, type FaultReply, faultSuite, operatorOf } from '@maspo/core/testing';
import { lastLine, line, MODEL } from './fake-ollama.fixture.ts';
import plugin from './index.ts';

const refuse = (status: number, error: string): FaultReply => ({ status, body: JSON.stringify({ error }) });
const lines = (...parts: readonly string[]): FaultReply => ({
  headers: { 'content-type': 'application/x-ndjson' },
  body: parts.join(''),
});

const FAULTS: readonly Fault[] = [
  {
    name: 'a model that is not there, or no longer (404)',
    serve: refuse(404, `model '${MODEL}' not found`),
    kind: 'permanent',
    hint: /^ollama pull amber:1b$/,
  },
  {
    name: 'a model of the cloud without an account (401)',
    serve: refuse(401, 'unauthorized'),
    kind: 'permanent',
    hint: /ollama signin/,
  },
  {
    name: 'a model that cannot think (400)',
    serve: refuse(400, `"${MODEL}" does not support thinking`),
    kind: 'permanent',
    hint: /leave the option think out/,
  },
  {
    name: 'an input that is too long (400)',
    serve: refuse(400, 'the input length exceeds the context length'),
    kind: 'item',
    hint: /numCtx/,
  },
  {
    name: 'a library that is missing (500)',
    serve: refuse(500, 'the library of the model runner was not found'),
    kind: 'transient',
    hint: /look at its log/,
  },
  {
    name: 'memory short for its context size (500)',
    serve: refuse(500, 'no memory for context size 9'),
    kind: 'transient',
    hint: /look at its log/,
  },
  {
    name: 'a model that was evicted while it wrote (500)',
    serve: refuse(500, 'model runner has unexpectedly stopped, this may be due to resource limitations'),
    kind: 'transient',
    hint: /look at its log/,
  },
  {
    name: 'a model whose process ended (500)',
    serve: refuse(500, 'llama runner process has terminated: exit status 2'),
    kind: 'transient',
    hint: /look at its log/,
  },
  {
    name: 'a model that does not fit into memory (500)',
    serve: refuse(500, 'model requires more system memory (9 GiB) than is available'),
    kind: 'transient',
    hint: /take a smaller one/,
  },
  {
    name: 'a model that is being loaded (503)',
    serve: refuse(503, 'llm server loading model'),
    kind: 'transient',
    hint: /wait until it has recovered/,
    throttled: false,
  },
  {
    name: 'a full queue (503)',
    serve: refuse(503, 'server busy, please try again.  maximum pending requests exceeded'),
    kind: 'transient',
    hint: /concurrency/,
    throttled: true,
  },
  {
    name: 'a stream that ends without its last line',
    serve: lines(line('Yes')),
    kind: 'transient',
    message: /broke off/,
  },
  {
    name: 'an error inside the stream',
    serve: lines(line('Yes'), '{"error":"model runner has unexpectedly stopped"}\n'),
    kind: 'transient',
    message: /unexpectedly stopped/,
  },
  {
    name: 'an error of another shape inside the stream',
    serve: lines(line('Yes'), '{"error":{"message":"upstream died"}}\n'),
    kind: 'transient',
    message: /upstream died/,
  },
  {
    name: 'an input that is too long, said inside the stream',
    serve: lines('{"error":"the prompt is too long: exceeds the available context"}\n'),
    kind: 'item',
    hint: /numCtx/,
  },
  {
    name: 'a last line without a message',
    serve: lines('{"done": true}\n'),
    kind: 'transient',
    message: /no chat/,
  },
  { name: 'a number for a line', serve: lines('5\n', lastLine()), kind: 'transient', message: /no chat/ },
];

faultSuite('ollama: faults', {
  operator: operatorOf(plugin, 'ollama'),
  options: (url) => ({ model: MODEL, host: url }),
  answer: (text, finish) => lines(...(text === '' ? [] : [line(text)]), lastLine({ done_reason: finish })),
  refusal: (message) => JSON.stringify({ error: message }),
  hints: {
    key: /ollama signin/,
    forbidden: /OLLAMA_ORIGINS/,
    path: /is it an Ollama server/,
    request: /options of the model/,
    limit: /concurrency/,
    server: /look at its log/,
    page: /log of the server/,
    broken: /log/i,
    shape: /is it an Ollama server/,
    connection: /whether the server is up/,
  },
  faults: FAULTS,
});
