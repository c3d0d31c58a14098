import type { Json, Score, ScoreRequest, Toolbox } from '@maspo/core';
import { identifyProgram } from './identity.ts';
import type { ProgramOptions } from './options.ts';
import { type ProgramEnd, runProgram } from './program.ts';
import { isRecord, jsonIn, quote } from './reply.ts';

/** A program as a scorer. A run that fails is no score: it abstains, and says why. */
export async function score(request: ScoreRequest & Toolbox<ProgramOptions>): Promise<Score> {
  const input = scoreInput(request);
  const program = await identifyProgram(request);
  const verdict = await request.once('score', { program, input }, async () =>
    verdictOf(await runProgram(input, request)),
  );
  if (verdict.problem !== null) request.log(`exec: no score for item ${request.item.id}: ${verdict.problem}`);
  return verdict.score;
}

const scoreInput = ({ view, agent, item, input, output, reference }: ScoreRequest): Json =>
  JSON.parse(JSON.stringify({ view, agent, item, input, output, reference }));

type Verdict = { readonly score: number | null; readonly problem: string | null };

/** Reads `{ "score": 0.5 }`, or a bare number or null. */
function verdictOf(end: ProgramEnd): Verdict {
  if (end.kind === 'failed') return { score: null, problem: end.reason };
  const reply = jsonIn(end.stdout);
  const value = isRecord(reply) ? reply.score : reply;
  if (value === null || (typeof value === 'number' && value >= 0 && value <= 1)) return { score: value, problem: null };
  const problem = `the program must print {"score": <0 to 1, or null>} and printed ${quote(end.stdout)}`;
  return { score: null, problem };
}
