import type { OptionSchema, OptionsSchema } from '@maspo/core';
import { PHASES, type Plugin } from '@maspo/core';

/** Where a README wants the tables. */
export const START = '<!-- options -->';
export const END = '<!-- /options -->';

/** The README with the tables between its markers written anew; null if the markers are missing. */
export function withOptions(readme: string, plugin: Plugin): string | null {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END, start);
  if (start < 0 || end < 0) return null;
  return `${readme.slice(0, start)}${START}\n\n${optionsOf(plugin)}\n${readme.slice(end)}`;
}

/** All operators of a plugin: a heading, a sentence, and a table of options each. */
function optionsOf(plugin: Plugin): string {
  return PHASES.flatMap((phase) =>
    Object.entries(plugin[phase] ?? {}).map(
      ([name, { description, options }]) =>
        `### \`${name}\` (${phase})\n\n${description}\n\n${tableOf(options as OptionsSchema | undefined)}\n`,
    ),
  ).join('\n');
}

function tableOf(schema: OptionsSchema | undefined): string {
  const rows = Object.entries(schema?.properties ?? {});
  if (rows.length === 0) return 'No options.';
  const required = new Set(schema?.required);
  return [
    '| option | type | default | description |',
    '|---|---|---|---|',
    ...rows.map(([name, option]) => {
      const cells = [`\`${name}\``, typeOf(option), defaultOf(option, required.has(name)), option.description];
      return `| ${cells.map(cell).join(' | ')} |`;
    }),
  ].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const defaultOf = (option: OptionSchema, required: boolean): string =>
  required ? 'required' : option.default === undefined ? '' : `\`${JSON.stringify(option.default)}\``;

function typeOf(option: OptionSchema): string {
  if (option.maspoRef !== undefined) return `name of a ${option.maspoRef}`;
  if ('enum' in option) return option.enum.map((value) => `\`${value}\``).join(' | ');
  switch (option.type) {
    case 'number':
    case 'integer':
      return `${option.type}${rangeOf(option)}`;
    case 'array':
      return `list of ${'type' in option.items ? `${option.items.type}s` : 'values'}`;
    case 'string':
    case 'boolean':
      return option.type;
    case 'object':
      return 'map';
  }
}

function rangeOf(range: {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}): string {
  const bounds = [
    range.minimum !== undefined && `≥ ${range.minimum}`,
    range.exclusiveMinimum !== undefined && `> ${range.exclusiveMinimum}`,
    range.maximum !== undefined && `≤ ${range.maximum}`,
    range.exclusiveMaximum !== undefined && `< ${range.exclusiveMaximum}`,
  ].filter((bound) => bound !== false);
  return bounds.length === 0 ? '' : `, ${bounds.join(', ')}`;
}
