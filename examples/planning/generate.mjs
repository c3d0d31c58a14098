// Writes items.jsonl: `node generate.mjs`. The same seed gives the same bytes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goalsReached, solve } from './world.mjs';

const SEED = 11;
const ITEMS = 90;
const HOUSES = [
  ['hall', 'kitchen', 'bedroom', 'office'],
  ['kitchen', 'study', 'garden'],
  ['garage', 'pantry', 'kitchen', 'hall', 'attic'],
  ['lobby', 'lab', 'store', 'office'],
  ['yard', 'barn', 'stable', 'loft', 'shed'],
];
const THINGS = ['cup', 'book', 'lamp', 'key', 'ball', 'box', 'broom', 'radio', 'hammer', 'apple', 'towel', 'clock'];
const BRING = [
  (thing, room) => `Bring the ${thing} to the ${room}.`,
  (thing, room) => `The ${thing} must end up in the ${room}.`,
  (thing, room) => `Put the ${thing} in the ${room}.`,
];
const GO = [(room) => `In the end the robot waits in the ${room}.`, (room) => `Finish in the ${room}.`];

/** Numbers in [0, 1) from a seed (mulberry32). */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = chance(SEED);
const pick = (list) => list[Math.floor(random() * list.length)];
const draw = (list, count) => {
  const ordered = list.map((value) => [random(), value]).sort(([a], [b]) => a - b);
  return ordered.slice(0, count).map(([, value]) => value);
};
const listed = (names) => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);
const the = (name) => `the ${name}`;

function startOf(things) {
  const rooms = pick(HOUSES);
  const places = Object.fromEntries(things.map((thing) => [thing, pick(rooms)]));
  return { rooms, robot: pick(rooms), holds: null, things: places };
}

/** One thing or two to bring; now and then a place to finish in, another one than that of the last thing. */
function goalsOf({ rooms, things }, count) {
  const goals = Object.keys(things)
    .slice(0, count)
    .map((thing) => ({ thing, room: pick(rooms.filter((room) => room !== things[thing])) }));
  if (random() < 0.6) return goals;
  return [...goals, { room: pick(rooms.filter((room) => room !== goals.at(-1).room)) }];
}

function scene({ rooms, robot, things }) {
  const places = Object.entries(things).map(([thing, room]) => `${the(thing)} is in ${the(room)}`);
  return `Rooms: ${rooms.join(', ')}. The robot is in ${the(robot)} with an empty hand; ${listed(places)}.`;
}

const inWords = ({ thing, room }) => (thing === undefined ? pick(GO)(room) : pick(BRING)(thing, room));

/** An item, or null where a goal holds before the robot has done anything. */
function itemOf() {
  const count = random() < 0.5 ? 1 : 2;
  const start = startOf(draw(THINGS, count + Math.floor(random() * 2)));
  const goals = goalsOf(start, count);
  if (goalsReached(start, goals) > 0) return null;
  return { scene: scene(start), goal: goals.map(inWords).join(' '), start, goals, steps: solve(start, goals).length };
}

const items = [];
while (items.length < ITEMS) {
  const item = itemOf();
  if (item !== null && !items.some(({ scene, goal }) => scene === item.scene && goal === item.goal)) items.push(item);
}
const lines = items.map((item, index) => JSON.stringify({ id: `p${String(index + 1).padStart(2, '0')}`, ...item }));
writeFileSync(join(import.meta.dirname, 'items.jsonl'), `${lines.join('\n')}\n`);
