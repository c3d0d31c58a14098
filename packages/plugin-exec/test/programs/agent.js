// Answers as its first argument says.
import { spawn } from 'node:child_process';
import { readInput } from './input.js';

const input = await readInput();
switch (process.argv[2]) {
  case 'echo':
    console.log(input.input);
    break;
  case 'system':
    console.log(JSON.stringify({ text: input.messages[0].content }));
    break;
  case 'json':
    console.log(JSON.stringify({ text: 'part of the answer', passed: 3 }));
    break;
  case 'environment':
    console.log(Object.keys(process.env).sort().join(' '));
    break;
  case 'folder':
    console.log(process.cwd());
    break;
  case 'fail':
    console.error(`${'x'.repeat(1000)} \u001b[31mline 3: no such table\u001b[0m`);
    process.exitCode = 4;
    break;
  case 'flood':
    process.stdout.write('y'.repeat(200_000));
    break;
  case 'die':
    process.kill(process.pid, 'SIGSEGV');
    break;
  case 'hang': {
    const child = spawn('sleep', ['300'], { stdio: 'inherit' });
    console.error(`child ${child.pid}`);
    setInterval(() => {}, 1000);
    break;
  }
}
