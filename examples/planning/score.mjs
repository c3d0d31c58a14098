// Scores the executor's commands in the simulated world. A scorer of plugin-exec: an output in, a score out.
//
// For the answer, and for those who read an output: the share of the goals that are reached.
// `local`: the share of the executor's own lines that the robot can carry out as commands; whoever writes plans in
// words is not scored by them.
import { readFileSync } from 'node:fs';
import { goalsReached, readCommands, simulate } from './world.mjs';

const { view, agent, item, output } = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify({ score: agent.id === 'executor' ? score() : null }));

function score() {
  const { start, goals } = item.fields;
  const commands = readCommands(output.text);
  const { state, done } = simulate(start, commands);
  if (view !== 'local') return goalsReached(state, goals);
  return commands.length === 0 ? 0 : done / commands.length;
}
