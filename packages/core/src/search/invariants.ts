import type { CopyCheck } from '../evidence/copies.ts';
import type { AgentView, Refusal } from '../plugin/contract.ts';
import type { Prompt } from '../system/prompt.ts';
import { parseTemplate, placeholders } from '../system/template.ts';

/** A prompt may grow to this many times its seed, and in any case to MIN_CAP characters. */
const GROWTH = 6;
const MIN_CAP = 1200;

/** What a proposal is held against. */
export interface Grounds {
  readonly agent: Pick<AgentView, 'purpose' | 'frozen'>;
  /** Texts that it may repeat: the seeds, its parents, the beam. */
  readonly known: readonly string[];
  /** Whether its operator may quote training items. */
  readonly quotes: boolean;
  readonly copies: CopyCheck;
}

/** Why a proposal may not be tried, or null. Checked after every operator, whoever wrote it. */
export function violation(prompt: Prompt, { agent, copies, ...permission }: Grounds): Refusal | null {
  if (prompt.text === '') return { reason: 'empty', say: 'the new prompt is empty' };
  const most = Math.max(MIN_CAP, GROWTH * agent.purpose.length);
  if (prompt.text.length > most) return { reason: 'too-long', say: `the new prompt is longer than ${most} characters` };
  if (agent.frozen.some((span) => !prompt.text.includes(span)))
    return { reason: 'frozen-span-lost', say: 'frozen text is missing in the new prompt' };
  const unfilled = placeholderIn(prompt, permission.known);
  if (unfilled !== null)
    return { reason: 'placeholder', say: `a prompt is plain text: nothing is filled in for ${unfilled}` };
  const copied = copies.copiedIn(prompt.text, permission);
  if (copied === null) return null;
  return { reason: 'leak', say: `the new prompt copies a case word for word: ${JSON.stringify(copied)}` };
}

/** A placeholder that the prompt invents: models write them in the belief that they work there as in inputs. */
function placeholderIn(prompt: Prompt, known: readonly string[]): string | null {
  const names = (text: string): string[] =>
    placeholders(parseTemplate(text)).flatMap(({ name, reference }) => (reference.kind === 'unknown' ? [] : [name]));
  const old = new Set(known.flatMap(names));
  const first = names(prompt.text).find((name) => !old.has(name));
  return first === undefined ? null : `{{${first}}}`;
}
