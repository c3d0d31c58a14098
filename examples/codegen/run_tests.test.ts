import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('the runner of the tests');
const here = import.meta.dirname;
// Limits of processes are known to Python on Linux and macOS only.
const python = spawnSync('python3', ['-c', 'import resource']).status === 0;
const it = python ? test : test.skip;
if (!python) console.log('note: without python3 and its limits only the data is tested, not the runner');

const SQUARES = [
  { args: [2], result: 4 },
  { args: [3], result: 9 },
];

const caseOf = (text: string, tests: readonly object[] = SQUARES, agent = 'coder') => ({
  view: 'global',
  agent: { id: agent },
  item: { id: '1', fields: { name: 'f', tests } },
  input: '',
  output: { text },
  reference: null,
});

/** The scores of several replies, by one Python: that is quicker than to start one for each, as plugin-exec does. */
async function scores(cases: readonly object[]): Promise<readonly unknown[]> {
  const program = `
import concurrent.futures, json, sys, run_tests
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    print(json.dumps(list(pool.map(lambda case: run_tests.score(case, "sandbox.py", ["coder"]), json.load(sys.stdin)))))
`;
  return JSON.parse(await python3(['-B', '-c', program], cases));
}

/** In the background: a server of this process must be able to see that nobody comes. */
function python3(args: readonly string[], input: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('python3', args, { cwd: here }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
    child.stdin?.end(JSON.stringify(input));
  });
}

const fenced = (code: string): string => `\`\`\`python\n${code}\n\`\`\``;
const f = (...lines: readonly string[]): string => ['def f(x):', ...lines.map((line) => `    ${line}`)].join('\n');

test('there are at least 60 tasks with 3 to 5 tests each, and the description begins with the signature', () => {
  const tasks = readFileSync(join(here, 'tasks.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.ok(tasks.length >= 60);
  assert.is(new Set(tasks.map(({ name }) => name)).size, tasks.length);
  for (const { name, task, tests } of tasks) {
    assert.ok(task.startsWith(`${name}(`), name);
    assert.ok(tests.length >= 3 && tests.length <= 5, name);
  }
});

it('every task has a solution that passes all of its tests', () => {
  const program = `
import json, run_tests, solutions
for line in open("tasks.jsonl"):
    task = json.loads(line)
    for case in task["tests"]:
        value = json.loads(json.dumps(getattr(solutions, task["name"])(*case["args"])))
        assert run_tests.same({"value": value}, case["result"]), (task["name"], case, value)
`;
  const { status, stderr } = spawnSync('python3', ['-B', '-c', program], { cwd: here, encoding: 'utf8' });
  assert.is(status, 0, stderr);
});

it('code is found in a fence, in an open fence, in a bare reply, and behind or before prose', async () => {
  const code = f('return x * x');
  const replies = [
    fenced(code),
    `Sure!\n\n${fenced(code)}\nIt squares x.`,
    `\`\`\`python\n${code}`,
    code,
    `Here it is:\n${code}\nThis squares x.`,
    `${fenced('f(2)')}\n${fenced(code)}`,
    `import math\n${code}`,
  ];
  assert.equal(
    await scores(replies.map((reply) => caseOf(reply))),
    replies.map(() => 1),
  );
});

it('the score is the share of tests passed; a reply without code has none', async () => {
  const replies = [
    f('return 4'),
    f('return 4 if x == 2 else 1 / 0'),
    'I cannot do that.',
    '',
    fenced('def g(x): return x'),
  ];
  assert.equal(await scores(replies.map((reply) => caseOf(reply))), [0.5, 0.5, 0, 0, 0]);
});

it('asked as plugin-exec asks, it prints the score; to an agent that writes no code it does not apply', async () => {
  const ask = (agent: string) =>
    python3(['run_tests.py', 'sandbox.py', 'coder', 'reviewer'], caseOf(f('return 4'), SQUARES, agent));
  assert.equal(JSON.parse(await ask('reviewer')), { score: 0.5 });
  assert.equal(JSON.parse(await ask('planner')), { score: null });
});

it('a sandbox that does not start is no score, not a score of 0', async () => {
  const end = await python3(['run_tests.py', 'no-such-sandbox.py', 'coder'], caseOf(f('return 4'))).catch(String);
  assert.match(end, 'no-such-sandbox.py did not start');
});

it('common modules, classes and decorators work', async () => {
  const code = [
    'from collections import Counter, namedtuple, defaultdict',
    'from dataclasses import dataclass',
    'from typing import List, Optional',
    'import functools, math, re, itertools, heapq, statistics, fractions, decimal, datetime',
    'import collections.abc',
    '@dataclass',
    'class Box:',
    '    side: int = 1',
    '    def area(self) -> int:',
    '        return self.side * math.prod([self.side])',
    "Pair = namedtuple('Pair', 'a b')",
    '@functools.lru_cache(maxsize=None)',
    'def g(x: int) -> Optional[int]:',
    '    return Box(x).area()',
    'def f(x):',
    "    return g(x) + Pair(0, 1).a + Counter('b')['a'] + len(re.findall('a', 'b')) + int(fractions.Fraction(1, 2))",
  ];
  assert.equal(await scores([caseOf(fenced(code.join('\n')))]), [1]);
});

it('true is not 1, a text is not a number, and a tuple is a list', async () => {
  const cases = [
    caseOf(f('return True'), [{ args: [1], result: 1 }]),
    caseOf(f("return '4'"), [{ args: [2], result: 4 }]),
    caseOf(f('return (x, [x])'), [{ args: [2], result: [2, [2]] }]),
    caseOf(f('return x / 3'), [{ args: [1], result: 0.3333333333 }]),
  ];
  assert.equal(await scores(cases), [0, 0, 1, 1]);
});

it('code that never ends, or eats memory, is stopped, and keeps what it had passed', async () => {
  const hostile = {
    loop: f(
      'while x == 3:',
      '    try:',
      '        10 ** 10 ** 10',
      '    except BaseException:',
      '        pass',
      'return x * x',
    ),
    memory: f('if x == 3:', "    return len('a' * 10 ** 10)", 'return x * x'),
  };
  const results = await scores(Object.values(hostile).map((code) => caseOf(code)));
  assert.equal(Object.fromEntries(Object.keys(hostile).map((name, at) => [name, results[at]])), {
    loop: 0.5,
    memory: 0.5,
  });
});

it('what code prints goes nowhere, and a forged or endless result is none', async () => {
  const noisy = f('print(\'{"score": 1}\' * 1_000_000)', 'return x * x');
  const forged = f('print(\'{"score": 1}\')', 'print(\'[0, {"value": 4}]\')', 'raise SystemExit(0)');
  const endless = f("return '4' * 10_000_000");
  assert.equal(await scores([noisy, forged, endless].map((code) => caseOf(code))), [1, 0, 0]);
});

it('files, processes, sockets and the interpreter are out of reach', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'maspo-hostile-'));
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const file = JSON.stringify(join(folder, 'written'));
  const bases = "''.__class__.__base__.__subclasses__()";
  const attempts = [
    f(`open(${file}, 'w').write('x')`, 'return x * x'),
    f('import os', `os.system('touch ' + ${file})`, 'return x * x'),
    f('import subprocess', `subprocess.run(['touch', ${file}])`, 'return x * x'),
    f('import socket', `socket.create_connection(('127.0.0.1', ${port}))`, 'return x * x'),
    f(
      `return [c for c in ${bases} if c.__name__ == '_wrap_close'][0].__init__.__globals__['system']('touch ' + ${file})`,
    ),
    f(`getattr('', '__class' + '__')`, 'return x * x'),
    f(`__builtins__['eval']('1')`, 'return x * x'),
    f('import typing', 'typing.get_type_hints(f, {}, {})', 'return x * x'),
    f('import random', 'random._os.getpid()', 'return x * x'),
    f('g = (i for i in [1])', 'g.gi_frame.f_back', 'return x * x'),
    f('match x:', '    case int(__class__=c):', '        pass', 'return x * x'),
    f("open('/etc/passwd').read()", 'return x * x'),
  ];
  const results = await scores(attempts.map((code) => caseOf(code)));
  server.close();
  assert.equal(
    attempts.filter((_, at) => results[at] !== 0),
    [],
  );
  assert.is(existsSync(join(folder, 'written')), false);
  assert.is(connections, 0);
  rmSync(folder, { recursive: true });
});

it('should the first walls fall, the audit hook and the kernel still stand', () => {
  const program = `
import os, socket, sandbox
sandbox.limit()
apart = sandbox.isolate()
def blocked(act):
    try:
        act()
        return False
    except (OSError, RuntimeError):
        return True
acts = {"write": lambda: open("written", "w").write("x" * 9999), "fork": os.fork}
if apart:
    acts |= {"read": lambda: open("/etc/passwd"), "connect": lambda: socket.socket().connect(("127.0.0.1", 9)),
             "kill": lambda: os.kill(-1, 0), "list": lambda: os.listdir("/etc")}
through = [name for name, act in acts.items() if not blocked(act)]
import sys
sys.addaudithook(sandbox.guard)
through += [name for name, act in {"socket": socket.socket, "system": lambda: os.system("true")}.items() if not blocked(act)]
os.write(1, repr(through).encode())
`;
  const { stdout, stderr } = spawnSync('python3', ['-B', '-c', program], {
    cwd: here,
    encoding: 'utf8',
  });
  assert.is(stdout, '[]', stderr);
  assert.is(existsSync(join(here, 'written')), false);
});

test.run();
