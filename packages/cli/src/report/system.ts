import type { OperatorUse, Plan } from '@maspo/core';
import { plural } from '../format.ts';
import { printableLine } from '../printable.ts';
import type { Paint } from '../terminal.ts';
import { wrap } from '../wrap.ts';

/** How many items each split has, and what should be known about them. */
export function dataLines({ data: { splits, notes = [] } }: Plan, paint: Paint): string[] {
  const { train, validation, test, spare = [] } = splits;
  const more = spare.length === 0 ? '' : `, ${spare.length} spare`;
  return [
    `${paint('bold', 'items:')} ${train.length} train, ${validation.length} validation, ${test.length} test${more}`,
    ...notes.map((note) => `${paint('yellow', 'note:')} ${printableLine(note)}`),
  ];
}

/** The agents level by level, the data, and the operators of a plan. */
export function systemLines(plan: Plan, paint: Paint, width: number): string[] {
  return [
    paint('bold', `system: ${plural(plan.system.agents.length, 'agent')}, answer from ${plan.system.answer}`),
    ...graphLines(plan, paint),
    '',
    ...dataLines(plan, paint),
    ...operatorLines(plan, width),
    ...wrap(`search: ${searchText(plan)}`, width - 2).map((line, index) => (index === 0 ? line : `  ${line}`)),
  ];
}

function graphLines({ system, models }: Plan, paint: Paint): string[] {
  const isUnrolled = system.levels.flat().some(({ round }) => round > 1);
  return system.levels.flatMap((level, index) =>
    level.map(({ agent, round, before }, row) => {
      const name = isUnrolled ? `${agent.id}@${round}` : agent.id;
      const reads = before.map((id) => (isUnrolled ? id : id.slice(0, id.lastIndexOf('@'))));
      const from = reads.length === 0 ? '' : ` ← ${reads.join(', ')}`;
      const about = [
        `${agent.prompt === null ? 'program' : 'model'} ${models[agent.model]?.use ?? agent.model}`,
        agent.contract.kind,
      ];
      const mark = row === 0 ? `${index + 1}` : ' ';
      return `  ${mark}  ${paint('cyan', name)}${from}  ${paint('dim', `(${about.join(', ')})`)}`;
    }),
  );
}

function operatorLines({ init, mutate, crossover, score, weights, select }: Plan, width: number): string[] {
  const scorers = Object.entries(score).map(([view, { use, weight }]) => `${view} ${use} × ${weight}`);
  const learned = weights === 'auto' ? ['weights learned from there on'] : [];
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['init', init.map(useText)],
    ['mutate', mutate.map((use) => `${useText(use)}${use.weight === 1 ? '' : ` (weight ${use.weight})`}`)],
    ['crossover', crossover.map((use) => `${useText(use)} (rate ${use.rate})`)],
    ['score', [...scorers, ...learned]],
    ['select', [useText(select)]],
  ];
  return rows
    .filter(([, names]) => names.length > 0)
    .flatMap(([phase, names]) =>
      wrap(`${phase}: ${printableLine(names.join(', '))}`, width - 2).map((line, index) =>
        index === 0 ? line : `  ${line}`,
      ),
    );
}

const useText = ({ use }: OperatorUse): string => use;

function searchText({ search }: Plan): string {
  const { cycles, rounds, offspring, batch, order, together, operators, patience } = search;
  const turns = together === 1 ? '' : `, ${together} turns at once`;
  const bandit = operators === 'bandit' ? ', operators by bandit' : '';
  return `${plural(cycles, 'cycle')} of ${plural(rounds, 'round')}, ${offspring} offspring a parent, batch ${batch.join('-')}, order ${order}${turns}${bandit}, patience ${patience}`;
}
