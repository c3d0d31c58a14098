import { Ajv, type ValidateFunction } from 'ajv';
import type { ScoredCandidate } from '../plugin/contract.ts';
import { VOCABULARY } from '../plugin/dialect.ts';
import type { OptionsSchema } from '../plugin/options.ts';
import { isProposal, PROPOSALS } from '../plugin/proposal.ts';
import type { AnyOperator } from './operators.ts';

/**
 * Options with the schema's defaults filled in.
 * @throws Error if the schema is not one, a default does not satisfy it, or the options do not.
 */
export function checkOptions(
  schema: OptionsSchema = NONE,
  options: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const check = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, check);
  const filled = structuredClone(options);
  if (!check(filled)) throw new Error(`the options are not valid: ${new Ajv().errorsText(check.errors)}`);
  return filled;
}

const NONE: OptionsSchema = { type: 'object', properties: {} };
/** Property tests run an operator hundreds of times; compiling takes longer than running. */
const compiled = new WeakMap<OptionsSchema, ValidateFunction>();

function compile(schema: OptionsSchema): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, keywords: [...VOCABULARY] });
  for (const [name, property] of Object.entries(schema.properties)) {
    if (property.description.trim() === '') throw new Error(`option "${name}" has no description`);
    const { default: value, ...own } = property;
    if (value !== undefined && !ajv.validate(own, value))
      throw new Error(`the default of option "${name}" is not valid: ${ajv.errorsText()}`);
  }
  return ajv.compile({ ...schema, additionalProperties: false });
}

/** @throws Error unless the answer has the shape that the operator's phase asks for. */
export function checkAnswer<Result>(
  operator: AnyOperator<Result>,
  answer: unknown,
  candidates: readonly ScoredCandidate[],
): void {
  const problem = operator.kind !== undefined ? scoreProblem(answer) : listProblem(answer, candidates);
  if (problem !== null) throw new Error(problem);
}

const isScore = (value: unknown): boolean => value === null || (typeof value === 'number' && value >= 0 && value <= 1);

function scoreProblem(answer: unknown): string | null {
  if (isScore(answer)) return null;
  const { score, votes, grades = [] } = (answer ?? {}) as { score?: unknown; votes?: unknown; grades?: unknown };
  if (isScore(score) && Array.isArray(votes) && Array.isArray(grades)) return null;
  return `a score is a number from 0 to 1, null, or { score, votes }; it was ${JSON.stringify(answer)}`;
}

function listProblem(answer: unknown, candidates: readonly ScoredCandidate[]): string | null {
  if (!Array.isArray(answer)) return `the answer is a list of prompts or of ids; it was ${JSON.stringify(answer)}`;
  if (answer.length > 0 && answer.every((entry) => typeof entry === 'string'))
    return selectionProblem(answer, candidates);
  const odd = answer.find((entry) => !isProposal(entry));
  return odd === undefined ? null : `proposals are ${PROPOSALS}; it was ${JSON.stringify(odd)}`;
}

function selectionProblem(ids: readonly string[], candidates: readonly ScoredCandidate[]): string | null {
  const stranger = ids.find((id) => candidates.every((candidate) => candidate.id !== id));
  if (stranger !== undefined) return `selected "${stranger}", which is no candidate`;
  return new Set(ids).size === ids.length ? null : 'a candidate was selected twice';
}
