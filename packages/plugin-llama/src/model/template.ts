import { Template } from '@huggingface/jinja';
import type { Message } from '@maspo/core';

/** Renders a chat up to the place where the model's reply begins. */
export type Render = (messages: readonly Message[]) => string;

/** What a chat template may ask for beside the messages. */
export interface TemplateSettings {
  readonly bos: string | null;
  readonly eos: string | null;
  readonly think: boolean;
}

/**
 * The model's own chat template as a function.
 * A system message of the template's own never gets in: without one in the chat there is none.
 * Where a template knows no system role, its text goes before the first message.
 */
export function createRender(source: string, { bos, eos, think }: TemplateSettings): Render {
  const template = new Template(source);
  const raw: Render = (messages) =>
    template.render({
      messages,
      add_generation_prompt: true,
      bos_token: bos ?? '',
      eos_token: eos ?? '',
      enable_thinking: think,
      // Templates that print the date would make the same request differ from day to day.
      date_string: '26 Jul 2024',
    });
  return (messages) => (messages[0]?.role === 'system' ? withSystem(raw, messages) : withoutDefault(raw, messages));
}

function withSystem(raw: Render, messages: readonly Message[]): string {
  const content = messages[0]?.content.trim() ?? '';
  try {
    const text = raw(messages);
    if (text.includes(content)) return text;
  } catch {
    // The template refuses the role; below it is done without.
  }
  const [first, ...rest] = messages.slice(1);
  if (first === undefined) return raw([{ role: 'user', content }]);
  return raw([{ ...first, content: `${content}\n\n${first.content}` }, ...rest]);
}

const PROBE_SYSTEM = 'maspo-probe-system';
const PROBE_USER = 'maspo-probe-user';

/**
 * Cuts the system text that a template writes by itself. What it is shows by comparison with a chat that has
 * a system message: same text before, same text after, and something else in between.
 */
function withoutDefault(raw: Render, messages: readonly Message[]): string {
  const text = raw(messages);
  const user: Message = { role: 'user', content: PROBE_USER };
  const bare = textBefore(PROBE_USER, () => raw([user]));
  const given = textBefore(PROBE_USER, () => raw([{ role: 'system', content: PROBE_SYSTEM }, user]));
  const [before, after, ...others] = given?.split(PROBE_SYSTEM) ?? [];
  if (bare === undefined || before === undefined || after === undefined || others.length > 0) return text;
  const isDefault = bare.startsWith(before) && bare.endsWith(after) && bare.length > before.length + after.length;
  if (!isDefault || before === '') return text;
  const system = bare.slice(before.length, bare.length - after.length);
  return text.startsWith(before + system) ? before + text.slice(before.length + system.length) : text;
}

function textBefore(mark: string, render: () => string): string | undefined {
  try {
    return render().split(mark)[0];
  } catch {
    return undefined;
  }
}
