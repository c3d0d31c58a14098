// The robot's world: rooms that all open to each other, things in rooms, one gripper. A command changes the state or does
// nothing. A state is `{ rooms, robot, holds, things }`: names of rooms, where the robot is, what it holds (or null), and
// the room of each thing (null in the gripper).

/** More commands than this are not read: a robot that talks for ever gets nowhere. */
const MOST_COMMANDS = 40;

/**
 * The commands of a reply, each as `{ verb, name }`, or null where it is none. One stands on a line of its own, or
 * between commas; a number or a dash before it, and a stop after it, do not matter.
 */
export function readCommands(text) {
  const parts = text
    .split(/[\n,;]/)
    .map((part) => part.replace(/^\s*(?:\d+[.)]|[-*•])?\s*|[.\s]+$/g, '').toLowerCase())
    .filter((part) => part !== '' && !part.startsWith('```'));
  return parts.slice(0, MOST_COMMANDS).map((part) => {
    const found = /^(move|pick|place) ([a-z]+)$/.exec(part);
    return found === null ? null : { verb: found[1], name: found[2] };
  });
}

/** The state after a command, or null where it cannot be carried out. */
export function step(state, { verb, name }) {
  const { rooms, robot, holds, things } = state;
  if (verb === 'move') return rooms.includes(name) && name !== robot ? { ...state, robot: name } : null;
  if (!Object.hasOwn(things, name)) return null;
  if (verb === 'pick') {
    const withinReach = holds === null && things[name] === robot;
    return withinReach ? { ...state, holds: name, things: { ...things, [name]: null } } : null;
  }
  return holds === name ? { ...state, holds: null, things: { ...things, [name]: robot } } : null;
}

/** Carries out what can be carried out, in order; the rest has no effect. */
export function simulate(start, commands) {
  let state = start;
  let done = 0;
  for (const command of commands) {
    const next = command === null ? null : step(state, command);
    if (next === null) continue;
    state = next;
    done += 1;
  }
  return { state, done };
}

/** Share of the goals that hold in a state, in [0, 1]. A goal is `{ thing, room }`, or `{ room }` for the robot itself. */
export function goalsReached(state, goals) {
  const reached = goals.filter(({ thing, room }) => (thing === undefined ? state.robot : state.things[thing]) === room);
  return reached.length / goals.length;
}

/** Commands that reach all goals, one after the other: proof that an item can be solved. */
export function solve(start, goals) {
  const commands = [];
  let { robot } = start;
  const go = (room) => {
    if (room !== robot) commands.push(`move ${room}`);
    robot = room;
  };
  for (const { thing, room } of goals) {
    if (thing !== undefined) {
      go(start.things[thing]);
      commands.push(`pick ${thing}`);
    }
    go(room);
    if (thing !== undefined) commands.push(`place ${thing}`);
  }
  return commands;
}
