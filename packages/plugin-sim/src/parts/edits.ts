import { createPrompt, type Prompt, SECTIONS } from '@maspo/core/plan';
import { pickBy, unit } from '../hash.ts';
import { promptWith } from '../world/quality.ts';
import { holds, traitsIn } from '../world/traits.ts';
import type { SimAgent, Trait } from '../world/world.ts';
import type { TriedChange, WriterRequest } from './writer-request.ts';

type Place = readonly (string | number)[];

/** What an edit may do, and how often it does what helps. */
export interface Editing extends Pick<WriterRequest, 'agent' | 'frozen' | 'cases' | 'tried'> {
  /** In [0, 1]. */
  readonly skill: number;
}

/** Misaligned cases show what is wrong: a writer that sees some finds what helps at least so often. */
const SKILL_WITH_CASES = 0.45;

interface Edit {
  readonly trait: Trait;
  readonly act: 'add' | 'drop';
}

/** The edits of a prompt, one drawn: one that helps with the writer's skill, otherwise any other. */
function drawEdit(
  { agent, cases, skill, tried }: Editing,
  prompt: Prompt,
  acts: readonly Edit['act'][],
  place: Place,
): Edit | null {
  const present = traitsIn(agent, prompt.text);
  const edits = agent.traits
    .map((trait): Edit => ({ trait, act: present.includes(trait) ? 'drop' : 'add' }))
    .filter((edit) => acts.includes(edit.act) && !tried.some((change) => isThe(change, edit)));
  const helpful = edits.filter(helps);
  const others = edits.filter(
    (edit) => !helps(edit) && !(cases && edit.act === 'add' && edit.trait.kind === 'misaligned'),
  );
  const isSkilled = unit(...place, 'skill') < (cases ? Math.max(skill, SKILL_WITH_CASES) : skill);
  const pool = helpful.length > 0 && isSkilled ? preferred(helpful, cases) : others;
  return pool.length === 0 ? null : pickBy(pool, ...place, 'edit');
}

/** Whether a change is this edit and nothing else. */
function isThe({ added, leftOut }: TriedChange, { trait: { phrase }, act }: Edit): boolean {
  const [own, other] = act === 'add' ? [added, leftOut] : [leftOut, added];
  return other.length === 0 && own.length === 1 && holds(own[0]?.toLowerCase() ?? '', phrase);
}

/** What is better by itself. One half of a pair is not. */
function helps({ trait: { kind }, act }: Edit): boolean {
  return act === 'add' ? kind === 'useful' : kind === 'harmful' || kind === 'misaligned';
}

/** Misaligned cases point to what the readers of the agent suffer from. */
function preferred(helpful: readonly Edit[], cases: boolean): readonly Edit[] {
  const repairs = helpful.filter(({ trait: { next } }) => next !== 0);
  return cases && repairs.length > 0 ? repairs : helpful;
}

/** The prompt with one edit made; the same prompt where nothing can be done. */
export function edited(
  editing: Editing,
  prompt: Prompt,
  place: Place,
  acts: readonly Edit['act'][] = ['add', 'drop'],
): Prompt {
  const edit = drawEdit(editing, prompt, acts, place);
  if (edit === null) return prompt;
  const { trait, act } = edit;
  return act === 'add' ? prompt.append(trait.section, trait.sentence) : without(prompt, trait.phrase, editing.frozen);
}

/** Another prompt for the same agent: some of its phrases and some new ones, in other words. */
export function written(editing: Editing, prompt: Prompt, place: Place): Prompt {
  const { agent, frozen } = editing;
  const kept = traitsIn(agent, prompt.text).filter(({ phrase }) => unit(...place, 'keep', phrase) < 0.5);
  let child = createPrompt(
    promptWith(
      agent,
      kept.map(({ phrase }) => phrase),
    ),
  );
  for (let at = 0; at < 3; at++) child = edited(editing, child, [...place, at], ['add']);
  return frozen.reduce((whole, span) => (whole.text.includes(span) ? whole : whole.append('context', span)), child);
}

/** The first prompt with what the others have beside it. */
export const merged = (agent: SimAgent, [first, ...others]: WriterRequest['prompts']): Prompt =>
  others
    .flatMap((other) => traitsIn(agent, other.text))
    .reduce(
      (kept, { phrase, sentence, section }) =>
        holds(kept.text.toLowerCase(), phrase) ? kept : kept.append(section, sentence),
      first,
    );

const SENTENCES = /[^.!?\n]+[.!?]*\s*/g;

/** The prompt without the sentences that hold a phrase; the same prompt where frozen text or all of it would go. */
function without(prompt: Prompt, phrase: string, frozen: readonly string[]): Prompt {
  const child = SECTIONS.reduce((kept, section) => {
    const sentences = kept.get(section).match(SENTENCES) ?? [];
    return kept.set(section, sentences.filter((sentence) => !holds(sentence.toLowerCase(), phrase)).join(''));
  }, prompt);
  const loses = frozen.some((span) => prompt.text.includes(span) && !child.text.includes(span));
  return child.text === '' || loses ? prompt : child;
}
