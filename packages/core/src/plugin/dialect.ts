import { Ajv } from 'ajv';
import { agentIdentity, agentOnModel } from '../config/schema-agent.ts';
import { modelSettings } from '../config/schema-parts.ts';
import { messageOf } from '../errors.ts';
import type { AnyOperator } from './compose.ts';
import { PHASES, type Phase, type Plugin } from './contract.ts';

/** What is wrong with an operator of a plugin: its author's mistake, found before any option is read. */
export interface OperatorProblem {
  readonly phase: Phase;
  readonly operator: string;
  readonly problem: string;
}

/** Keys that the core reads itself where the operators of a phase are used. No option may be called so. */
const RESERVED: Readonly<Record<Phase, readonly string[]>> = {
  init: ['use'],
  forward: [
    'use',
    ...Object.keys(modelSettings),
    ...Object.keys(agentIdentity),
    ...Object.keys(agentOnModel).filter((key) => key !== 'model'),
  ],
  score: ['use', 'weight'],
  select: ['use'],
  mutate: ['use', 'weight'],
  crossover: ['use', 'rate'],
};

/** Annotations that JSON Schema does not know. */
export const VOCABULARY: readonly string[] = ['maspoRef', 'maspoSecret', 'maspoNeutral', 'enumDescriptions', 'tsType'];

/**
 * Checks names, functions and option schemas of all operators of a plugin (the dialect of `OptionsSchema`).
 * @param isCompiled Whose schemas are compiled as well, which takes longer than all else; all of them by default.
 */
export function checkOperators(
  plugin: Plugin,
  isCompiled: (operator: string) => boolean = () => true,
): OperatorProblem[] {
  return PHASES.flatMap((phase) =>
    Object.entries(plugin[phase] ?? {}).flatMap(([operator, value]) =>
      problemsOf(phase, operator, value as AnyOperator, isCompiled(operator)).map((problem) => ({
        phase,
        operator,
        problem,
      })),
    ),
  );
}

function problemsOf(
  phase: Phase,
  name: string,
  operator: AnyOperator & { readonly run?: unknown },
  isCompiled: boolean,
): string[] {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return ['its name must be small letters, digits and "-"'];
  if (typeof operator !== 'object' || operator === null) return ['it must be an object with a `run` function'];
  if (typeof operator.run !== 'function') return ['it has no `run` function'];
  if (typeof operator.description !== 'string' || operator.description.trim() === '') return ['it has no description'];
  if (operator.options === undefined) return [];
  const problems = schemaProblems(operator.options, RESERVED[phase]);
  return problems.length > 0 || !isCompiled ? problems : compileProblems(operator.options);
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function schemaProblems(options: unknown, reserved: readonly string[]): string[] {
  if (!isMap(options) || options.type !== 'object' || !isMap(options.properties))
    return ['its options must be { type: "object", properties: { … } }'];
  const strange = Object.keys(options).filter((key) => !['type', 'properties', 'required'].includes(key));
  const entries = Object.entries(options.properties);
  const required = Array.isArray(options.required) ? options.required : [];
  return [
    ...strange.map((key) => `its options must not use "${key}" at the top`),
    ...entries
      .filter(([key]) => reserved.includes(key))
      .map(([key]) => `its option "${key}" has the name of a key that the core reads`),
    ...entries
      .filter(([, property]) => !isDescribed(property))
      .map(([key]) => `its option "${key}" has no description`),
    ...required
      .filter((key) => !entries.some(([name]) => name === key))
      .map((key) => `it requires the option "${key}", which it does not have`),
    ...Object.values(options.properties)
      .flatMap(forbidden)
      .map((key) => `its options must not use "${key}"`),
  ];
}

const isDescribed = (property: unknown): boolean =>
  isMap(property) && typeof property.description === 'string' && property.description.trim() !== '';

/** Keywords that reach out of the schema they stand in. Data under `default`, `enum` and `const` is not searched. */
function forbidden(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(forbidden);
  if (!isMap(schema)) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (['$ref', '$id', '$schema', 'definitions', '$defs'].includes(key)) return [key];
    if (key === 'properties' && isMap(value)) return Object.values(value).flatMap(forbidden);
    return ['default', 'enum', 'const'].includes(key) ? [] : forbidden(value);
  });
}

/** Unknown keywords are the slips of authors. Code that runs once is not worth optimizing. */
const STRICT = {
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  validateSchema: false,
  code: { optimize: false },
} as const;

/** Compiled alone first, so that the error names the operator; every default must satisfy its own schema. */
function compileProblems(options: NonNullable<AnyOperator['options']>): string[] {
  const ajv = new Ajv({ ...STRICT, keywords: [...VOCABULARY] });
  const defaults = Object.entries(options.properties).filter(([, property]) => property.default !== undefined);
  try {
    const validate = ajv.compile({ type: 'object', properties: options.properties });
    validate(Object.fromEntries(defaults.map(([key, property]) => [key, property.default])));
    return (validate.errors ?? []).map(
      (error) => `the default of its option "${error.instancePath.split('/')[1]}" ${error.message}`,
    );
  } catch (cause) {
    return [`its options are no valid schema: ${messageOf(cause)}`];
  }
}
