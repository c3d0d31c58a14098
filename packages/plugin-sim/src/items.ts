import { pickBy, shuffleBy } from './hash.ts';
import { WORDS } from './world/phrases.ts';
import { LABELS, type Label, type World } from './world/world.ts';

/** A ticket, and the team that it belongs to. */
export interface SimItem {
  readonly id: string;
  readonly text: string;
  /** The label. */
  readonly team: Label;
}

const WHO = [
  'A customer',
  'A family',
  'A student',
  'The bakery',
  'A teacher',
  'The office',
  'A new client',
  'A driver',
];
const WHEN = [
  'since Monday',
  'on the phone',
  'for the third time',
  'at noon',
  'in the shop',
  'at home',
  'this week',
  'abroad',
];
/** They tell no label from another, and one item from another: without them many would be near-duplicates. */
const THINGS =
  `lamp boat kettle garden violin carpet ladder basket window candle bicycle tent mirror shelf blanket camera
drum bottle hammer saddle compass lantern puzzle wagon needle feather anchor button rocket pillow teapot umbrella`.split(
    /\s+/,
  );

type Place = Pick<World, 'name' | 'seed'>;

/** The right answer for an item of this id. */
export const truthOf = ({ name, seed }: Place, id: string): Label => pickBy(LABELS, name, seed, 'truth', id);

/** Tickets of a world. There are as many as one asks for. @param from Number of the first. */
export const itemsOf = (world: Place, count: number, from = 1): SimItem[] =>
  Array.from({ length: count }, (_, index) => itemOf(world, `T${String(from + index).padStart(4, '0')}`));

function itemOf(world: Place, id: string): SimItem {
  const team = truthOf(world, id);
  const place = [world.name, world.seed, id];
  const [one, other] = shuffleBy(WORDS[team], ...place, 'words');
  const [first, second, third] = shuffleBy(THINGS, ...place, 'things');
  const who = pickBy(WHO, ...place, 'who');
  const when = pickBy(WHEN, ...place, 'when');
  return {
    id,
    text: `${who} writes about ${one} and ${other} ${when}: the ${first}, the ${second}, the ${third}.`,
    team,
  };
}
