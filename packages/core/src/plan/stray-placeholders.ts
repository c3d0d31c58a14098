import type { Span } from '../config/source.ts';
import { parseTemplate, placeholders } from '../system/template.ts';
import { allNamed, type PlacedAgent } from './agents.ts';
import { type Draft, placeWithin } from './draft.ts';

/** `{item.text}`, `${reader.output}`, `{{ item.text | upper }}`: braces around something dotted. */
const BRACES = /\$?\{\{?[ \t]*([\w-]+)((?:\.[\w-]+)+)([^{}\n]*)\}\}?/g;

/** Text in an input that looks like a placeholder of this system and is none: it would reach the model as it is. */
export function checkAlmostPlaceholders(draft: Draft, agents: readonly PlacedAgent[], input: string, at: Span): void {
  if (!allNamed(draft)) return;
  const isPlaceholder = new Set(placeholders(parseTemplate(input)).map(({ offset }) => offset));
  for (const match of input.matchAll(BRACES)) {
    const [written, root = '', members = '', rest = ''] = match;
    if (isPlaceholder.has(match.index) || !isMeant(agents, root, members)) continue;
    const double = written.startsWith('{{') && written.endsWith('}}');
    draft.report('strayPlaceholder', placeWithin(at, written), {
      message:
        double && rest.trim() !== ''
          ? `${written} is no placeholder: only a name may stand between {{ and }}`
          : `${written} is plain text: a placeholder has two braces on each side`,
      fix: `Write {{${root}${members}}}.`,
    });
  }
}

/** Prompts are no templates (ADR 3): a placeholder there is never filled in. */
export function checkPromptText(draft: Draft, agents: readonly PlacedAgent[], text: string, at: Span): void {
  if (!allNamed(draft)) return;
  for (const { name, offset } of placeholders(parseTemplate(text))) {
    const written = text.slice(offset, text.indexOf('}}', offset) + 2);
    const [root = '', ...members] = name.split('.');
    if (!isMeant(agents, root, `.${members.join('.')}`)) continue;
    draft.report('strayPlaceholder', placeWithin(at, written), {
      message: `prompts are plain text: ${written} would reach the model as it is`,
      fix: `Move it to the \`input\` of this agent, and write in the prompt what it is.`,
    });
  }
}

/** Braces around other names are text: code, LaTeX, JSON. */
const isMeant = (agents: readonly PlacedAgent[], root: string, members: string): boolean =>
  (root === 'item' && members.length > 1) ||
  (agents.some(({ id }) => id === root) && /^\.(output|previous)(\.|$)/.test(members));
