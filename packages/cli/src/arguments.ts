import { parseArgs } from 'node:util';
import { closestName, MaspoError } from '@maspo/core/plan';

/** One option of a command line. */
export interface Flag {
  /** A share is a number from 0 to 1, or a percentage: 0.8 or 80%. */
  readonly type: 'switch' | 'text' | 'integer' | 'share';
  /** How help calls its value: `FILE`. */
  readonly value?: string;
  readonly short?: string;
  /** Words that it takes, if not any. */
  readonly choices?: readonly string[];
  /** The least that an integer may be; 0 by default. */
  readonly least?: number;
  readonly description: string;
}

export type Flags = Readonly<Record<string, Flag>>;

/** What was given on a command line, checked. */
export interface Arguments {
  readonly positionals: readonly string[];
  has(flag: string): boolean;
  text(flag: string): string | undefined;
  integer(flag: string): number | undefined;
  /** In [0, 1]. */
  share(flag: string): number | undefined;
}

/** A mistake on the command line (exit 2). */
export class UsageError extends MaspoError {
  override readonly name = 'UsageError';
  constructor(message: string, hint: string) {
    super('MASPO-USAGE', message, hint);
  }
}

/** The known name that is meant, as a question; else where to look. */
export function suggest(name: string, known: readonly string[], otherwise: string): string {
  const closest = closestName(name, known);
  return closest === undefined ? otherwise : `Did you mean "${closest}"?`;
}

/**
 * Reads a command line without its command.
 * @param most Positionals that are taken, at most.
 * @throws UsageError with the closest name where a flag is unknown, doubled, or has a wrong value.
 */
export function parseArguments(command: string, argv: readonly string[], flags: Flags, most: number): Arguments {
  const help = `See: maspo ${command} --help`;
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { type, short }]) => [
      name,
      { type: type === 'switch' ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) } as const,
    ]),
  );
  const { tokens, positionals } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = flags[token.name];
    if (flag === undefined) throw unknownFlag(command, token.rawName, Object.keys(flags), help);
    if (given.has(token.name)) throw new UsageError(`--${token.name} is given twice`, help);
    given.set(token.name, checkedValue(token.name, flag, token.value, help));
  }
  if (positionals.length > most) throw new UsageError(`maspo ${command} does not take "${positionals[most]}"`, help);
  return {
    positionals,
    has: (name) => given.has(name),
    text: (name) => given.get(name),
    integer: (name) => (given.has(name) ? Number(given.get(name)) : undefined),
    share: (name) => (given.has(name) ? shareOf(given.get(name) ?? '') : undefined),
  };
}

function unknownFlag(command: string, written: string, known: readonly string[], help: string): UsageError {
  const names = known.map((name) => `--${name}`);
  const message = `maspo ${command} has no option ${written}`;
  // The dashes are no part of the likeness: short names would all look alike.
  const closest = closestName(written.replace(/^-+/, ''), known);
  return new UsageError(
    message,
    closest === undefined ? `It has ${names.join(', ')}.` : `Did you mean --${closest}? ${help}`,
  );
}

function checkedValue(name: string, flag: Flag, value: string | undefined, help: string): string {
  const refuse = (problem: string): never => {
    throw new UsageError(`--${name} ${problem}`, help);
  };
  if (flag.type === 'switch') return value === undefined ? '' : refuse('takes no value');
  if (value === undefined || value === '' || (value.startsWith('--') && value.length > 2))
    return refuse(`needs a value: --${name} ${flag.value ?? 'VALUE'}`);
  if (flag.type === 'integer') {
    const least = flag.least ?? 0;
    if (!/^\d+$/.test(value) || !Number.isSafeInteger(Number(value)) || Number(value) < least)
      return refuse(`must be a whole number from ${least}, not "${value}"`);
  }
  if (flag.type === 'share' && shareOf(value) === undefined)
    return refuse(`must be a share from 0 to 1, or a percentage with its sign: 0.8 or 80%, not "${value}"`);
  if (flag.choices !== undefined && !flag.choices.includes(value))
    return refuse(`must be one of ${flag.choices.join(', ')}, not "${value}"`);
  return value;
}

/** `0.8` and `80%` alike; a bare 80 is neither. @returns undefined for what is no share. */
function shareOf(text: string): number | undefined {
  const [, digits, sign] = /^(\d+(?:\.\d+)?|\.\d+) ?(%?)$/.exec(text) ?? [];
  const share = Number(digits) / (sign === '%' ? 100 : 1);
  return share <= 1 ? share : undefined;
}
