import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CandidateId, Prompt } from '../system/prompt.ts';
import { CONTRACT_VERSION, contractVersionOf, definePlugin } from './contract.ts';
import type { FromSchema, OptionSchema } from './options.ts';

// Half of this file is checked by `tsc -p tsconfig.test.json` alone: a line fails to compile as soon as inference breaks,
// and a `@ts-expect-error` fails as soon as its line compiles.

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only if `A` is exactly `B`: `any` and a wider type do not pass. */
const same = <A, B>(yes: Same<A, B>): void => assert.is(yes, true);

const described = { description: 'Of this test.' } as const;

test('the types of options are inferred from the schema of their own operator', () => {
  const plugin = definePlugin({
    name: 'typed',
    mutate: {
      polite: {
        ...described,
        options: {
          type: 'object',
          required: ['count'],
          properties: {
            line: { type: 'string', default: 'Please be brief.', description: 'What to add.' },
            count: { type: 'integer', description: 'How often.' },
            share: { type: 'number', description: 'Of the items.' },
            where: { enum: ['start', 'end'], default: 'end', description: 'Where.' },
            loud: { type: 'boolean', default: false, description: 'In capitals.' },
            words: { type: 'array', items: { type: 'string' }, default: [], description: 'Words.' },
          },
        },
        run: ({ parent, options }) => {
          same<typeof options.line, string>(true);
          same<typeof options.count, number>(true);
          same<typeof options.where, 'start' | 'end'>(true);
          same<typeof options.loud, boolean>(true);
          same<typeof options.words, readonly string[]>(true);
          // Neither required nor with a default: it may be left out.
          same<typeof options.share, number | undefined>(true);
          // @ts-expect-error a string is no number
          const wrong: number = options.line;
          // @ts-expect-error nobody declared this option
          const unknown: unknown = options.lines;
          // @ts-expect-error options are read only
          options.count = 3;
          return [parent.append('task', `${options.line}${wrong}${unknown}`)];
        },
      },
      other: {
        ...described,
        options: { type: 'object', properties: { line: { type: 'boolean', default: true, description: 'Other.' } } },
        run: ({ parent, options }) => {
          same<typeof options.line, boolean>(true);
          return [parent];
        },
      },
    },
  });
  assert.equal(Object.keys(plugin.mutate ?? {}), ['polite', 'other']);
});

test('each phase infers the options of its operators, and gives them its own request', () => {
  const options = {
    type: 'object',
    properties: { n: { type: 'integer', default: 1, description: 'A number.' } },
  } as const;
  const plugin = definePlugin({
    name: 'phases',
    init: {
      op: {
        ...described,
        options,
        run: ({ seed, options: { n } }) => {
          same<typeof n, number>(true);
          return [seed];
        },
      },
    },
    forward: {
      op: {
        ...described,
        options,
        identify: async ({ options: { n } }) => {
          same<typeof n, number>(true);
          return n;
        },
        run: async (request) => {
          same<typeof request.options.n, number>(true);
          // @ts-expect-error a provider cannot call other models
          request.ask;
          return { text: request.model, finish: 'stop', usage: null };
        },
      },
    },
    score: {
      op: {
        ...described,
        kind: 'pairwise',
        options,
        run: ({ options: { n }, reference }) => {
          same<typeof n, number>(true);
          return reference === null ? null : n;
        },
      },
    },
    select: {
      op: {
        ...described,
        options,
        refresh: ({ n }) => {
          same<typeof n, number>(true);
          return n > 1;
        },
        run: ({ options: { n }, candidates, incumbent }) => {
          same<typeof n, number>(true);
          same<typeof incumbent, CandidateId>(true);
          return candidates.slice(0, n).map(({ id }) => id);
        },
      },
    },
    mutate: {
      op: {
        ...described,
        options,
        run: ({ options: { n }, parent }) => {
          same<typeof n, number>(true);
          same<typeof parent, Prompt>(true);
          return [{ rejected: `${n}` }];
        },
      },
    },
    crossover: {
      op: {
        ...described,
        options,
        run: ({ options: { n }, parents }) => {
          same<typeof n, number>(true);
          same<typeof parents, readonly [Prompt, Prompt]>(true);
          return [parents[0]];
        },
      },
    },
  });
  assert.is(plugin.name, 'phases');
});

test('without a schema the options are a record of unknown values', () => {
  definePlugin({
    name: 'bare',
    mutate: {
      op: {
        ...described,
        run: ({ parent, options }) => {
          same<typeof options, Readonly<Record<string, unknown>>>(true);
          return [parent];
        },
      },
    },
  });
});

test('nested option types are inferred', () => {
  type Options = FromSchema<{
    readonly type: 'object';
    readonly required: readonly ['headers'];
    readonly properties: {
      readonly headers: { readonly type: 'object'; readonly additionalProperties: { readonly type: 'string' } };
      readonly pair: {
        readonly type: 'array';
        readonly default: readonly [];
        readonly items: { readonly type: 'array'; readonly items: { readonly type: 'integer' } };
      };
      readonly level: { readonly enum: readonly [1, 2]; readonly default: 1 };
    };
  }>;
  same<Options['headers'], Readonly<Record<string, string>>>(true);
  same<Options['pair'], readonly (readonly number[])[]>(true);
  same<Options['level'], 1 | 2>(true);
});

test('an option may be a table of names that has a smallest size', () => {
  const table = {
    type: 'object',
    additionalProperties: { type: 'string' },
    minProperties: 1,
    description: 'Words and what they mean.',
  } as const satisfies OptionSchema;
  type Options = FromSchema<{ required: ['table']; properties: { table: typeof table } }>;
  same<Options['table'], Readonly<Record<string, string>>>(true);
});

test('what an operator lacks or answers wrongly does not compile', () => {
  definePlugin({
    name: 'wrong',
    mutate: {
      // @ts-expect-error a description is missing
      mute: { run: ({ parent }) => [parent] },
      // @ts-expect-error proposals are a list
      single: { ...described, run: ({ parent }) => parent },
      untold: {
        ...described,
        // @ts-expect-error each property has a description
        options: { type: 'object', properties: { n: { type: 'integer' } } },
        run: () => [],
      },
    },
    // @ts-expect-error a scorer says whether it is absolute or pairwise
    score: { judge: { ...described, run: () => 1 } },
    forward: {
      // @ts-expect-error an answer says how it finished
      echo: { ...described, run: async () => ({ text: 'x', usage: null }) },
    },
  });
  // @ts-expect-error a plugin has a name
  definePlugin({ mutate: {} });
});

test('a plugin is branded with the version of the contract, and frozen', () => {
  const plugin = definePlugin({ name: 'empty' });
  assert.is(contractVersionOf(plugin), CONTRACT_VERSION);
  assert.ok(Object.isFrozen(plugin));
});

test('the brand is known across copies of the core, and nothing else has it', () => {
  assert.is(contractVersionOf({ name: 'copy', [Symbol.for('@maspo/plugin')]: 7 }), 7);
  for (const other of [null, undefined, 'text', 1, {}, { name: 'x' }, []])
    assert.is(contractVersionOf(other), undefined);
});

test.run();
