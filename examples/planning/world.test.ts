import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Goal, goalsReached, readCommands, type State, simulate, solve } from './world.mjs';

const test = suite('the simulated robot');
const here = import.meta.dirname;
const read = () => readFileSync(join(here, 'items.jsonl'), 'utf8');
const items: readonly { id: string; scene: string; goal: string; start: State; goals: Goal[]; steps: number }[] = read()
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

const START: State = { rooms: ['hall', 'shed'], robot: 'hall', holds: null, things: { cup: 'hall', key: 'shed' } };
const after = (text: string) => simulate(START, readCommands(text));

test('every item can be solved, in as many commands as it says, and no goal holds before', () => {
  assert.ok(items.length >= 60);
  for (const { start, goals, steps } of items) {
    const commands = solve(start, goals);
    assert.is(commands.length, steps);
    assert.is(goalsReached(start, goals), 0);
    assert.is(goalsReached(simulate(start, readCommands(commands.join('\n'))).state, goals), 1);
  }
});

test('every item says in words what its state and its goals are', () => {
  for (const { scene, goal, start, goals } of items) {
    for (const [thing, room] of Object.entries(start.things))
      assert.ok(scene.includes(`the ${thing} is in the ${room}`));
    assert.ok(scene.includes(`The robot is in the ${start.robot}`));
    for (const { thing, room } of goals) assert.ok(goal.includes(room) && goal.includes(thing ?? ''));
  }
});

test('the seeded script writes the same items again, byte for byte', () => {
  const folder = mkdtempSync(join(tmpdir(), 'maspo-planning-'));
  for (const name of ['generate.mjs', 'world.mjs']) cpSync(join(here, name), join(folder, name));
  execFileSync(process.execPath, [join(folder, 'generate.mjs')]);
  assert.is(readFileSync(join(folder, 'items.jsonl'), 'utf8'), read());
  rmSync(folder, { recursive: true });
});

test('the robot carries one thing at a time, and only from where it is', () => {
  assert.equal(after('pick cup\nmove shed\nplace cup').state.things, { cup: 'shed', key: 'shed' });
  assert.is(after('pick cup\nmove shed\npick key').state.things.key, 'shed');
  assert.is(after('pick key').state.holds, null);
  assert.is(after('place cup').done, 0);
  assert.is(after('move attic').state.robot, 'hall');
});

test('what is in the gripper is in no room', () => {
  assert.is(goalsReached(after('pick cup\nmove shed').state, [{ thing: 'cup', room: 'shed' }]), 0);
});

test('numbers, dashes, stops, commas and case do not matter; any other word makes a line no command', () => {
  const pick = { verb: 'pick', name: 'cup' };
  for (const line of ['pick cup', '1. Pick cup.', '- pick cup', '  2) PICK CUP  '])
    assert.equal(readCommands(line), [pick]);
  assert.equal(readCommands('pick cup, pick cup;\n\npick cup'), [pick, pick, pick]);
  for (const line of ['pick up the cup', 'pick', 'pick cup from hall', 'take cup', '**pick cup**'])
    assert.equal(readCommands(line), [null]);
});

test('names of what every object has are no things and no rooms', () => {
  for (const name of ['constructor', 'tostring', 'valueof'])
    assert.is(after(`pick ${name}\nplace ${name}\nmove ${name}`).done, 0);
});

test('a reply without end is read up to its fortieth command', () => {
  assert.is(readCommands('move shed\nmove hall\n'.repeat(10_000)).length, 40);
});

test('the scorer gives goals reached, locally the share of good lines, and nothing to the planner', () => {
  const ask = (view: string, agent: string, text: string): unknown => {
    const item = { id: '1', fields: { start: START, goals: [{ thing: 'cup', room: 'shed' }, { room: 'hall' }] } };
    const input = JSON.stringify({ view, agent: { id: agent }, item, input: '', output: { text }, reference: null });
    return JSON.parse(execFileSync(process.execPath, [join(here, 'score.mjs')], { input, encoding: 'utf8' }));
  };
  assert.equal(ask('global', 'executor', 'pick cup\nmove shed\nplace cup'), { score: 0.5 });
  assert.equal(ask('local', 'executor', 'pick cup\nwell done'), { score: 0.5 });
  assert.equal(ask('local', 'executor', ''), { score: 0 });
  assert.equal(ask('local', 'planner', 'pick cup'), { score: null });
});

test.run();
