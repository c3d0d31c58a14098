// Proposes prompts; its first argument is printed instead, if there is one.
import { readInput } from './input.js';

const { seed, agent, parent, traces, items, labelFields } = await readInput();
if (process.argv[2] === 'fail') {
  console.error('out of ideas');
  process.exitCode = 1;
} else if (process.argv[2] !== undefined) {
  console.log(process.argv[2]);
} else {
  const context = `${agent.id} ${seed} ${traces[0].output.text} ${items.length} ${labelFields[0]}`;
  console.log(JSON.stringify({ prompts: [{ task: `${parent.task} Be brief.` }, { role: '', context }] }));
}
