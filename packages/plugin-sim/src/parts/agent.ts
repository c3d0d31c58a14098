import { CallError, type Message } from '@maspo/core/plan';
import { pickBy, unit, weightedBy } from '../hash.ts';
import { truthOf } from '../items.ts';
import { marksOf, successOf } from '../world/quality.ts';
import { traitsIn } from '../world/traits.ts';
import { agentOf, type Faults, LABELS, type Label, type SimAgent, type World } from '../world/world.ts';
import { itemIn, type Note, printNote, readNotes } from './note.ts';

/** The first line of an agent's input says which agent it is for: one model plays them all. */
export const ADDRESS = 'To: ';

/** What the agents of a world reply. @throws CallError if the message is not one of this world's. */
export function agentReply(world: World, { noise }: Pick<Faults, 'noise'>, messages: readonly Message[]): string {
  const prompt = contentOf(messages, 'system');
  const input = contentOf(messages, 'user');
  const agent = addressee(world, input);
  const notes = readNotes(input);
  const item = notes[0]?.item ?? itemIn(input);
  if (item === null)
    throw notOurs(
      `the input of "${agent.id}" names no item`,
      'Let it hold `{{item.id}}` or the note of another agent.',
    );
  const key = decidingNote(world, agent, item, notes);
  const succeeds =
    luckOf(world, noise, agent, item, prompt) <
    successOf(world, agent, prompt, key === null ? null : { author: key.author, phrases: key.style });
  const told = key?.finding ?? truthOf(world, item);
  const finding = succeeds ? told : mistake(world, agent, item, told);
  return agent.job === 'answer'
    ? answerText(world, agent, item, succeeds, finding)
    : noteText(world, agent, item, prompt, finding);
}

const contentOf = (messages: readonly Message[], role: Message['role']): string =>
  messages
    .filter((message) => message.role === role)
    .map(({ content }) => content)
    .join('\n');

function addressee(world: World, input: string): SimAgent {
  const [, id = ''] = /^To: (\S+)/.exec(input) ?? [];
  const agent = agentOf(world, id);
  if (agent !== undefined) return agent;
  const known = world.agents.map((one) => one.id).join(', ');
  throw notOurs(
    `the world "${world.name}" has no agent "${id}"`,
    `Begin the agent's input with a line "${ADDRESS}" and one of: ${known}.`,
  );
}

const notOurs = (message: string, hint: string): CallError => new CallError('permanent', message, hint);

/** On each item one of the notes decides, the same whatever the prompts say. */
const decidingNote = (world: World, agent: SimAgent, item: string, notes: readonly Note[]): Note | null =>
  notes.length === 0
    ? null
    : weightedBy(
        notes,
        ({ author }) => agentOf(world, author)?.weight ?? 0,
        world.name,
        world.seed,
        'key',
        agent.id,
        item,
      );

/** An agent succeeds where this is below its probability: a better prompt succeeds on the same items and more, but for the noise. */
function luckOf({ name, seed }: World, noise: number, { id }: SimAgent, item: string, prompt: string): number {
  const place = [name, seed, id, item];
  const isReworded = noise > 0 && unit(...place, 'noise', prompt) < noise;
  return isReworded ? unit(...place, 'luck', prompt) : unit(...place, 'luck');
}

/** Another label than it was told, and never the right one by chance. */
function mistake(world: World, { id }: SimAgent, item: string, told: Label): Label {
  const truth = truthOf(world, item);
  return pickBy(
    LABELS.filter((label) => label !== truth && (label !== told || told === truth)),
    world.name,
    world.seed,
    'mistake',
    id,
    item,
  );
}

/** Share of wrong answers that name no label: what a contract violation looks like. */
const UNCLEAR = 0.3;

const answerText = (
  { name, seed }: World,
  { id }: SimAgent,
  item: string,
  succeeds: boolean,
  finding: Label,
): string => (!succeeds && unit(name, seed, 'unclear', id, item) < UNCLEAR ? 'That is hard to say.' : finding);

const PLAIN_LOOKS = 3;

function noteText(world: World, agent: SimAgent, item: string, prompt: string, finding: Label): string {
  const looks = traitsIn(agent, prompt)
    .filter(({ phrase, looks }) => unit(world.name, world.seed, 'looks', agent.id, phrase, item) < Math.abs(looks))
    .reduce((sum, { looks }) => sum + Math.sign(looks), PLAIN_LOOKS);
  const { phrases } = marksOf(world, agent, prompt);
  return printNote({ author: agent.id, item, clarity: looks, finding, style: phrases }, prompt);
}
