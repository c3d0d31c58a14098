import { readFile, realpath } from 'node:fs/promises';
import { basename, extname, isAbsolute, relative, resolve, sep } from 'node:path';
import { editText, type TextValue } from '../config/edit.ts';
import { interpolate } from '../config/env.ts';
import type { LoadedConfig } from '../config/load.ts';
import { type ConfigNode, nodeAt, type Path, placeOf } from '../config/node.ts';
import { baseFolder } from '../config/source.ts';
import { messageOf } from '../errors.ts';
import { type Prompt, parsePrompt, printPrompt, SECTIONS } from '../system/prompt.ts';
import { isPromptFile } from './prompts.ts';

/** A file as it is and as it is to be. */
export interface FileEdit {
  /** Absolute, without symbolic links. */
  readonly file: string;
  readonly agents: readonly string[];
  readonly before: string;
  readonly after: string;
}

/** A prompt that is not maspo's to write: where it stands, and what speaks against it, as the rest of a sentence. */
export interface Unplaced {
  readonly agent: string;
  readonly file: string;
  readonly why: string;
}

export interface Placement {
  readonly edits: readonly FileEdit[];
  readonly unplaced: readonly Unplaced[];
}

/**
 * How prompts get to where a config has them: into its text, or into the prompt file that it names. Writes nothing.
 * @param prompts The prompts of all agents that have one, as they are to be.
 * @param changed Those that are to be written.
 */
export async function placePrompts(
  loaded: LoadedConfig,
  prompts: ReadonlyMap<string, Prompt>,
  changed: ReadonlySet<string>,
): Promise<Placement> {
  const folder = await realpath(loaded.dir);
  const edits = new Map<string, FileEdit>();
  const unplaced: Unplaced[] = [];
  const agents = promptsIn(loaded);
  for (const agent of agents.filter(({ id }) => changed.has(id))) {
    const prompt = prompts.get(agent.id);
    if (prompt === undefined) continue;
    try {
      const file = await realpath(agent.file);
      const inside = relative(folder, file);
      if (inside.startsWith(`..${sep}`) || isAbsolute(inside)) throw new NoPlace(`lies outside of ${folder}`);
      const known = edits.get(file);
      const before = known?.before ?? (await readFile(file, 'utf8'));
      const after = textWith(agent, prompt, { loaded, agents, prompts, text: known?.after ?? before });
      edits.set(file, { file, agents: [...(known?.agents ?? []), agent.id], before, after });
    } catch (cause) {
      const why = cause instanceof NoPlace ? cause.message : `cannot be read: ${messageOf(cause)}`;
      unplaced.push({ agent: agent.id, file: agent.file, why });
    }
  }
  return { edits: [...edits.values()], unplaced };
}

/** Why a prompt cannot be written; caught above. */
class NoPlace extends Error {}

interface PlacedPrompt {
  readonly id: string;
  readonly path: Path;
  /** The config that says it. */
  readonly config: string;
  /** Where it stands: that config, or the prompt file. */
  readonly file: string;
  readonly node: ConfigNode;
}

function promptsIn({ root }: LoadedConfig): PlacedPrompt[] {
  const agents = nodeAt(root, ['system', 'agents']);
  if (agents?.kind !== 'list') return [];
  return agents.items.flatMap((_, index) => {
    const path = ['system', 'agents', index, 'prompt'];
    const id = nodeAt(root, ['system', 'agents', index, 'id']);
    const node = nodeAt(root, path);
    if (node === undefined || id?.kind !== 'scalar') return [];
    const config = placeOf(root, path).source.file;
    const named = node.kind === 'scalar' && isPromptFile(String(node.value)) ? String(node.value) : undefined;
    const file = named === undefined ? config : resolve(baseFolder(config), named);
    return [{ id: String(id.value), path, config, file, node }];
  });
}

interface Around {
  readonly loaded: LoadedConfig;
  readonly agents: readonly PlacedPrompt[];
  readonly prompts: ReadonlyMap<string, Prompt>;
  /** The file as the prompts before this one leave it. */
  readonly text: string;
}

function textWith(agent: PlacedPrompt, prompt: Prompt, { loaded, agents, prompts, text }: Around): string {
  if (agent.config !== loaded.file)
    throw new NoPlace(
      agent.file === agent.config
        ? 'is a file that this config extends'
        : 'is named by a file that this config extends',
    );
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  const plain = text.slice(mark.length);
  if (agent.file === agent.config) return mark + configWith(agent, prompt, plain);
  const other = agents.find(({ id, file }) => file === agent.file && prompts.get(id)?.id !== prompt.id);
  if (other !== undefined) throw new NoPlace(`is the prompt of agent "${other.id}", too, which is to be another one`);
  return mark + fileWith(prompt, plain);
}

function configWith({ path, file, node }: PlacedPrompt, prompt: Prompt, text: string): string {
  if (/^\.[cm]?[jt]s$/.test(extname(file))) throw new NoPlace('is a program');
  if (hasVariable(node)) throw new NoPlace('fills a variable of the environment into it');
  const value = placedValue(prompt, node);
  for (const section of SECTIONS) {
    const { diagnostics } = interpolate({ kind: 'scalar', at: node.at, value: prompt.get(section) }, {});
    if (diagnostics.length > 0)
      throw new NoPlace('would read a part of it as a variable of the environment: keep it in a file (`prompt: x.md`)');
  }
  const source = { file, text: text.replace(/\r(?!\n)/g, '\n') };
  const edited = editText(source, basename(file) === 'package.json' ? ['maspo', ...path] : path, value);
  if (edited === undefined) throw new NoPlace('repeats it by an alias, or has it in a form that only people can edit');
  return edited;
}

const hasVariable = (node: ConfigNode): boolean =>
  node.kind === 'map'
    ? [...node.entries.values()].some(({ value }) => hasVariable(value))
    : node.kind === 'scalar' && node.raw !== undefined;

/** As the config has it: the task as a text, if that is all there is; a text that looks like a file is none. */
function placedValue(prompt: Prompt, node: ConfigNode): TextValue {
  const sections = Object.entries(prompt.sections).filter(([, text]) => text !== '');
  const isTask = node.kind === 'scalar' && prompt.text === prompt.sections.task && !isPromptFile(prompt.text);
  return isTask ? prompt.text : Object.fromEntries(sections);
}

/** A file without headings stays without where it can. */
function fileWith(prompt: Prompt, before: string): string {
  const printed = printPrompt(prompt);
  const bare = printed.replace(/^## task\n\n/, '');
  const isBare = !/^##[ \t]/m.test(before) && parsePrompt(bare).prompt.id === prompt.id;
  const text = isBare ? bare : printed;
  return before.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}
