import { type AgentSlot, configSchema, type Makers, type Schema, type Slot } from '../config/schema.ts';
import type { ForwardOperator, OptionProblem, Phase, Plugin } from './contract.ts';
import type { OptionsSchema } from './options.ts';

/** What all operators have, whatever their phase. */
export type AnyOperator = Pick<ForwardOperator, 'description'> & {
  readonly options?: OptionsSchema | undefined;
  readonly check?: ((options: never) => readonly OptionProblem[]) | undefined;
};

/** The operators of a phase by name; of two with one name, the first. */
export function operatorsOf(plugins: readonly Plugin[], phase: Phase): ReadonlyMap<string, AnyOperator> {
  const operators = new Map<string, AnyOperator>();
  for (const plugin of plugins) {
    for (const [name, operator] of Object.entries(plugin[phase] ?? {})) {
      if (!operators.has(name)) operators.set(name, operator as AnyOperator);
    }
  }
  return operators;
}

/**
 * Whether the options of an operator are part of a schema. They are left out where they cannot be checked, and where a
 * config does not use the operator: compiling all of them takes most of the time of `maspo validate`.
 */
export type OptionRules = (name: string, operator: AnyOperator) => boolean;

const closely: OptionRules = () => true;

/**
 * The schema of a config that uses these plugins (JSON Schema draft-07), for validation and for editors. Each `use` is an
 * enum; the options of an operator apply by `if`/`then`, which gives one error a mistake where `oneOf` gives one a branch.
 * @param rules How the options of an operator are checked; all of them closely by default.
 */
export function composeSchema(plugins: readonly Plugin[], rules: OptionRules = closely): Schema {
  const slot = (place: Slot): Schema => closedSlot(place, operatorsOf(plugins, place.phase), rules);
  const makers: Makers = {
    slot,
    agent: (place) =>
      closedAgent(place, closedSlot(place, operatorsOf(plugins, 'forward'), rules, Object.keys(place.identity))),
    init: operatorsOf(plugins, 'init').has('seed') ? [{ use: 'seed' }] : [],
  };
  return configSchema(makers);
}

function closedSlot(
  place: Slot,
  operators: ReadonlyMap<string, AnyOperator>,
  rules: OptionRules,
  known: readonly string[] = [],
): Schema {
  const names = [...operators.keys()];
  const keys = [...known, 'use', ...Object.keys(place.core)];
  const branches = [...operators]
    .filter(([name, operator]) => rules(name, operator))
    .map(([name, { options }]) => ({
      if: { properties: { use: { const: name } }, required: ['use'] },
      // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
      then: optionsOf(keys, options),
    }));
  return {
    type: 'object',
    description: place.description,
    required: ['use'],
    properties: { use: useOf(place.phase, names, operators), ...place.core },
    ...(branches.length === 0 ? {} : { allOf: branches }),
  };
}

/** An enum must not be empty; `not: {}` refuses everything. */
const useOf = (phase: Phase, names: readonly string[], operators: ReadonlyMap<string, AnyOperator>): Schema => ({
  description: `The ${phase} operator.`,
  ...(names.length === 0
    ? { not: {} }
    : { enum: names, enumDescriptions: [...operators.values()].map(({ description }) => description) }),
});

/** draft-07 has no `unevaluatedProperties`: the keys of the core are named again, unchecked, beside the options. */
function optionsOf(keys: readonly string[], options: OptionsSchema | undefined): Schema {
  return {
    properties: { ...Object.fromEntries(keys.map((key) => [key, true])), ...options?.properties },
    ...(options?.required === undefined ? {} : { required: options.required }),
    additionalProperties: false,
  };
}

/** With `use` an agent is a program; without, a prompt on a model. */
function closedAgent({ description, identity, onModel }: AgentSlot, program: Schema): Schema {
  return {
    type: 'object',
    description,
    required: ['id'],
    properties: identity,
    if: { required: ['use'] },
    // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
    then: program,
    else: {
      properties: { ...Object.fromEntries(Object.keys(identity).map((key) => [key, true])), ...onModel },
      required: ['model', 'prompt', 'input'],
      additionalProperties: false,
    },
  };
}
