/**
 * How many calls the search of the paper takes here, on its two topologies and with its settings (`maspo:paper`).
 *
 *     npm run bench:calls
 *
 * The worst case: a scripted model whose outputs all differ, so that nothing ties for free, and a judge that always decides, so
 * that a pair is looked at twice wherever that can change a decision. Published (code of arXiv 2605.06623, without the final test): 5,138 and 14,706 calls for 17
 * rewrites an agent.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlan, loadConfig, openSession } from '@maspo/core';

const PUBLISHED = { reflect: 5138, hierarchical: 14706 } as const;
const READS = (...agents: string[]): string => ['{{item.text}}', ...agents.map((id) => `{{${id}.output}}`)].join('\n');
const agent = (id: string, input: string) => ({ id, model: 'agents', prompt: `Solve it as ${id}.`, input });
const TOPOLOGIES: Readonly<Record<keyof typeof PUBLISHED, readonly object[]>> = {
  reflect: [agent('predictor', READS()), agent('reflector', READS('predictor'))],
  hierarchical: [...['a', 'b', 'c'].map((id) => agent(id, READS())), agent('top', READS('a', 'b', 'c'))],
};

async function searchOf(name: keyof typeof PUBLISHED) {
  const dir = mkdtempSync(join(import.meta.dirname, '.calls-'));
  try {
    const items = Array.from({ length: 50 }, (_, index) => ({
      text: `How much is ${index * 37} and ${index * index}?`,
    }));
    writeFileSync(join(dir, 'items.json'), JSON.stringify([...items, { text: 'one more' }]));
    const config = {
      version: 1,
      extends: 'maspo:paper',
      plugins: ['../calls/scripted.ts', 'mutators', 'scorers', 'selectors'],
      models: { agents: { use: 'scripted' }, judge: { use: 'scripted' }, writer: { use: 'scripted' } },
      system: { agents: TOPOLOGIES[name] },
      // The least that the engine takes for a gate: the search is what is counted.
      data: { file: 'items.json', split: { train: 50, validation: 1, test: 0 } },
    };
    writeFileSync(join(dir, 'maspo.config.json'), JSON.stringify(config));
    const presets = join(import.meta.dirname, '../packages/cli/presets');
    return await openSession(await createPlan(await loadConfig({ cwd: dir, presets }))).run();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

console.log(
  '| topology | agents | judge | writer | all | published | share | rewrites an agent |\n|---|---|---|---|---|---|---|---|',
);
for (const name of ['reflect', 'hierarchical'] as const) {
  const { calls, proposals } = await searchOf(name);
  const [agents = 0, judge = 0, writer = 0] = ['agent', 'judge', 'mutator'].map((role) => calls[role]?.logical);
  const all = agents + judge + writer;
  const rewrites = (proposals.rewrite?.made ?? 0) / TOPOLOGIES[name].length;
  const share = `${((100 * all) / PUBLISHED[name]).toFixed(0)} %`;
  console.log(
    `| ${name} | ${agents} | ${judge} | ${writer} | ${all} | ${PUBLISHED[name]} | ${share} | ${rewrites.toFixed(0)} |`,
  );
}
