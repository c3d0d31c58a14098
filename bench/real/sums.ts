import { seedRoot } from '../../packages/core/src/random.ts';

const NAMES = ['Ana', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gina', 'Hugo'];
const THINGS = ['apples', 'books', 'coins', 'cards', 'shells', 'stamps', 'pens', 'marbles'];

interface Kind {
  readonly operation: 'add' | 'subtract' | 'multiply';
  tell(name: string, other: string, thing: string, a: number, b: number): string;
}

/** One step each, told in different words: which operation it takes is what the agents must read off. */
const KINDS: readonly Kind[] = [
  {
    operation: 'add',
    tell: (n, o, t, a, b) => `${n} has ${a} ${t}. ${o} gives ${n} ${b} more. How many ${t} does ${n} have now?`,
  },
  {
    operation: 'add',
    tell: (n, o, t, a, b) => `${n} found ${a} ${t} and ${o} found ${b}. How many ${t} did they find together?`,
  },
  {
    operation: 'add',
    tell: (n, _, t, a, b) =>
      `There are ${a} ${t} in one box of ${n} and ${b} in another. How many ${t} are there in all?`,
  },
  {
    operation: 'subtract',
    tell: (n, o, t, a, b) => `${n} had ${a + b} ${t} and gave ${b} of them to ${o}. How many ${t} are left?`,
  },
  {
    operation: 'subtract',
    tell: (n, o, t, a, b) => `${n} has ${a + b} ${t}, ${o} has ${b}. How many more ${t} does ${n} have?`,
  },
  {
    operation: 'subtract',
    tell: (n, _, t, a, b) => `${n} bought ${a + b} ${t} and lost ${b}. How many ${t} does ${n} still have?`,
  },
  {
    operation: 'multiply',
    tell: (n, _, t, a, b) => `${n} has ${a} bags with ${b} ${t} in each. How many ${t} is that?`,
  },
  {
    operation: 'multiply',
    tell: (n, _, t, a, b) => `Each of the ${a} friends of ${n} brings ${b} ${t}. How many ${t} do they bring?`,
  },
  {
    operation: 'multiply',
    tell: (n, _, t, a, b) => `${n} puts ${b} ${t} on each of ${a} tables. How many ${t} does ${n} need?`,
  },
];

/** Word problems in the manner of grade-school sets, made up here: text, the numbers in it, the operation and the answer. */
export function wordProblems(count: number, seed: number) {
  const root = seedRoot(seed).derive('sums');
  return Array.from({ length: count }, (_, index) => {
    const rng = root.derive(index).stream();
    const { operation, tell } = rng.pick(KINDS);
    const [name = '', other = ''] = rng.shuffle(NAMES);
    const [a, b] = [2 + rng.int(9), 2 + rng.int(9)];
    const numbers = operation === 'subtract' ? [a + b, b] : [a, b];
    const answer = { add: a + b, subtract: a, multiply: a * b }[operation];
    return {
      id: `sum-${index + 1}`,
      text: tell(name, other, rng.pick(THINGS), a, b),
      numbers: numbers.join(' '),
      answer,
    };
  });
}
