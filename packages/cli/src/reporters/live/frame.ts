import { duration } from '../../format.ts';
import type { Place } from '../place.ts';
import type { RunFacts } from '../reporter.ts';
import { roundName } from '../round.ts';
import type { Pace } from '../speed.ts';
import { agentForms } from './agents.ts';
import { budgetForms } from './budget.ts';
import { diffForms } from './diff.ts';
import { judgeForms } from './judges.ts';
import { beside, cutLine, type Line, lineWidth, styled } from './line.ts';
import { operatorForms } from './operators.ts';
import type { View } from './view.ts';

export interface Size {
  /** Columns and rows, at least 1. */
  readonly width: number;
  readonly height: number;
}

const BLOCKS = ['agents', 'budget', 'operators', 'judges', 'diff', 'lately'] as const;
type Block = (typeof BLOCKS)[number];
/** What a block can look like, from its largest form to its smallest. */
type Forms = readonly (readonly Line[])[];

/** What gives way where the terminal is small, first to last: a block, and the lines from which on it need not. */
const GIVES_WAY: readonly (readonly [Block | 'gaps', number])[] = [
  ['lately', 3],
  ['diff', 4],
  ['lately', 0],
  ['agents', 8],
  ['operators', 4],
  ['judges', 2],
  ['diff', 3],
  ['operators', 1],
  ['agents', 5],
  ['gaps', 0],
  ['diff', 2],
  ['judges', 1],
  ['agents', 3],
  ['diff', 0],
  ['budget', 1],
  ['agents', 1],
  ['judges', 0],
  ['operators', 0],
  ['agents', 0],
];

/** From here on agents and budget stand beside operators and judges. */
const TWO_COLUMNS = 112;
/** What operators and judges need. */
const RIGHT = 54;
const LATELY = 10;

/** One screen of a run: `size.height` lines at most, none wider than `size.width`. */
export function frameOf(view: View, pace: Pace, facts: RunFacts, size: Size): Line[] {
  const { width, height } = size;
  const isWide = width >= TWO_COLUMNS;
  const left = isWide ? Math.max(Math.floor(width * 0.56), width - RIGHT) : width;
  const right = isWide ? width - left : width;
  const forms: Record<Block, Forms> = {
    agents: agentForms(view.agents, left - (isWide ? 3 : 0)),
    budget: budgetForms(view, pace, facts, left - (isWide ? 3 : 0)),
    operators: operatorForms(view.state, right),
    judges: judgeForms(view.state, right),
    diff: diffForms(view.adoption, width),
    lately: latelyForms(view),
  };
  const head = headLine(view, pace, facts, width);
  const foot = footLine(view);
  const arrange = (chosen: Chosen): Line[] => arranged(chosen, isWide ? left : null, head, foot);
  return fitted(forms, arrange, height).map((line) => cutLine(line, width));
}

interface Chosen {
  readonly blocks: Readonly<Record<Block, readonly Line[]>>;
  readonly hasGaps: boolean;
}

/** Takes smaller and smaller forms, in the fixed order, until the screen is not too high. */
function fitted(forms: Readonly<Record<Block, Forms>>, arrange: (chosen: Chosen) => Line[], height: number): Line[] {
  const at: Record<Block, number> = { agents: 0, budget: 0, operators: 0, judges: 0, diff: 0, lately: 0 };
  const formOf = (block: Block): readonly Line[] => forms[block][at[block]] ?? [];
  let hasGaps = true;
  const lines = (): Line[] =>
    arrange({
      blocks: Object.fromEntries(BLOCKS.map((block) => [block, formOf(block)])) as unknown as Chosen['blocks'],
      hasGaps,
    });
  let screen = lines();
  for (const [what, enough] of GIVES_WAY) {
    while (screen.length > height) {
      if (what === 'gaps') {
        if (!hasGaps) break;
        hasGaps = false;
      } else {
        if (formOf(what).length <= enough || at[what] >= forms[what].length) break;
        at[what]++;
      }
      screen = lines();
    }
  }
  return screen.slice(0, height);
}

/** @param left Columns of the left half; null where all blocks stand below each other. */
function arranged({ blocks, hasGaps }: Chosen, left: number | null, head: Line, foot: Line): Line[] {
  const { agents, budget, operators, judges, diff, lately } = blocks;
  const stack = (parts: readonly (readonly Line[])[]): Line[] =>
    parts.filter((part) => part.length > 0).flatMap((part, index) => [...(hasGaps && index > 0 ? [[]] : []), ...part]);
  if (left === null) return stack([[head], agents, budget, operators, judges, diff, lately, [foot]]);
  const [first, second] = [stack([agents, budget]), stack([operators, judges])];
  const rows = Array.from({ length: Math.max(first.length, second.length) }, (_, row) =>
    beside(first[row] ?? [], second[row] ?? [], left),
  );
  return stack([[head], rows, diff, lately, [foot]]);
}

function headLine({ state, place }: View, { seconds }: Pace, facts: RunFacts, width: number): Line {
  const left: Line = [styled('bold', 'maspo'), ` ${state.runId}  `, styled('bold', placeText(place, facts))];
  const time = duration(seconds);
  const room = width - lineWidth(left) - time.length;
  return room < 2 ? left : [...left, ' '.repeat(room), styled('dim', time)];
}

export function placeText({ stage, cycle, turn, agent, round }: Place, { cycles, rounds }: RunFacts): string {
  switch (stage) {
    case 'init':
      return 'first prompts';
    case 'search':
      return `cycle ${cycle}/${cycles} · turn ${turn} · ${agent} · ${roundName(round, rounds)}`;
    case 'validation':
      return 'validation: the seed against what was found';
    case 'test':
      return 'test: opened once';
    case 'done':
      return 'done';
  }
}

const footLine = ({ said }: View): Line =>
  said === null ? [styled('dim', '  Ctrl-C ends the step and saves; resume goes on')] : [styled('yellow', `  ${said}`)];

function latelyForms({ lately }: View): Forms {
  const newest = lately.slice(-LATELY);
  return [...newest.map((_, index) => newest.slice(index).map((text): Line => [styled('dim', `  ${text}`)])), []];
}
