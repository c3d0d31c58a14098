import type { ListedOperator, ListedPlugin, OptionSchema } from '@maspo/core';
import { plural } from '../format.ts';
import { printableLine } from '../printable.ts';
import type { Paint, Terminal } from '../terminal.ts';
import { wrap } from '../wrap.ts';

type Screen = Pick<Terminal, 'paint' | 'columns'>;

/** A line for each operator. */
export function pluginSummary(plugins: readonly ListedPlugin[], { paint, columns }: Screen): string[] {
  if (plugins.length === 0) return ['no plugins are installed here: npm install @maspo/plugin-mutators'];
  const operators = plugins.flatMap((plugin) => plugin.operators);
  const width = Math.max(0, ...operators.map(({ name }) => name.length));
  const lines = plugins.flatMap((plugin) => [
    heading(plugin, paint),
    ...plugin.operators.flatMap((operator) => {
      const mark = operator.usedAt.length > 0 ? paint('green', '●') : ' ';
      const [first = '', ...rest] = wrap(printableLine(operator.description), columns - width - 16);
      return [
        `  ${mark} ${paint('dim', operator.phase.padEnd(9))} ${paint('cyan', operator.name.padEnd(width))}  ${first}`,
        ...rest.map((line) => `${' '.repeat(width + 16)}${line}`),
      ];
    }),
    '',
  ]);
  const used = operators.filter(({ usedAt }) => usedAt.length > 0).length;
  return [
    ...lines,
    `${plural(plugins.length, 'plugin')}, ${plural(operators.length, 'operator')}; ${paint('green', '●')} ${used} used by the config`,
    paint('dim', 'Options: maspo plugins NAME, of a plugin or an operator'),
  ];
}

function heading({ request, version, inConfig, problem }: ListedPlugin, paint: Paint): string {
  const facts = [version ?? [], inConfig ? 'in the config' : []].flat().join(', ');
  const name = `${paint('bold', printableLine(request))}${facts === '' ? '' : ` ${paint('dim', `(${facts})`)}`}`;
  return problem === null ? name : `${name}  ${paint('red', printableLine(problem))}`;
}

/** Everything about each operator, its options included. */
export function pluginDetails(plugins: readonly ListedPlugin[], { paint, columns }: Screen): string[] {
  return plugins
    .flatMap((plugin) => [
      heading(plugin, paint),
      '',
      ...plugin.operators.flatMap((each) => operatorLines(each, paint, columns)),
    ])
    .slice(0, -1);
}

function operatorLines(
  { phase, name, description, usedAt, ...rest }: ListedOperator,
  paint: Paint,
  columns: number,
): string[] {
  const options = Object.entries(rest.options);
  const used = usedAt.length === 0 ? '' : `  ${paint('green', `● used: ${usedAt.join(', ')}`)}`;
  return [
    `${paint('cyan', name)} ${paint('dim', phase)}${used}`,
    ...wrap(printableLine(description), columns - 2).map((line) => `  ${line}`),
    ...(options.length === 0 ? [`  ${paint('dim', 'no options')}`] : []),
    ...options.flatMap(([option, schema]) => [
      `    ${paint('bold', option)}  ${paint('dim', factsOf(schema, rest.required.includes(option)))}`,
      ...wrap(printableLine(schema.description), columns - 8).map((line) => `        ${line}`),
    ]),
    '',
  ];
}

/** `number, at most 1, 0.5 by default`. */
function factsOf(schema: OptionSchema, required: boolean): string {
  const { type, minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema as Readonly<Record<string, unknown>>;
  const words = 'enum' in schema ? schema.enum.map(String).join(' | ') : String(type);
  return [
    'maspoRef' in schema && schema.maspoRef !== undefined ? `name of a ${schema.maspoRef}` : words,
    minimum !== undefined && `at least ${minimum}`,
    exclusiveMinimum !== undefined && `more than ${exclusiveMinimum}`,
    maximum !== undefined && `at most ${maximum}`,
    exclusiveMaximum !== undefined && `less than ${exclusiveMaximum}`,
    schema.default !== undefined && `${printableLine(JSON.stringify(schema.default))} by default`,
    required && 'required',
  ]
    .filter((fact) => fact !== false)
    .join(', ');
}
