import { join } from 'node:path';
import { type Declaration, type Exported, exportsOf } from './declarations.ts';
import { generatedFrom, page, prose } from './markdown.ts';

/** What authors of plugins need first; the rest is for programs that run maspo. */
const FOR_PLUGINS = [
  './plugin/contract.ts',
  './plugin/options.ts',
  './plugin/http.ts',
  './plugin/reasoning.ts',
  './hooks.ts',
  './system/prompt.ts',
  './system/candidate.ts',
  './system/text.ts',
  './types.ts',
  './errors.ts',
  './random.ts',
  './canonical.ts',
];

/** The reference of all that `@maspo/core` and its testing kit export. */
export function apiPage(repo: string): string {
  const core = exportsOf(join(repo, 'packages/core/src/index.ts'));
  const forPlugins = FOR_PLUGINS.map((from) => mergedFrom(core, from));
  const rest = core.filter(({ from }) => !FOR_PLUGINS.includes(from));
  const testing = exportsOf(join(repo, 'packages/core/src/testing/index.ts'));
  return page(
    generatedFrom('the TSDoc of packages/core'),
    '# Plugin API',
    'All exports of `@maspo/core` and `@maspo/core/testing`. To begin with, [write a mutation](../how-to/write-a-mutation.md).',
    '## For plugins',
    'From `@maspo/core`, or from `@maspo/core/plan`, which brings no engine and so loads sooner.',
    ...forPlugins.flatMap(sections),
    '## For programs that run maspo',
    'From `@maspo/core`.',
    ...rest.flatMap(sections),
    '## The testing kit',
    'From `@maspo/core/testing`.',
    ...testing.flatMap(sections),
  );
}

const mergedFrom = (all: readonly Exported[], from: string): Exported => ({
  from,
  declarations: all.filter((one) => one.from === from).flatMap(({ declarations }) => declarations),
});

const sections = ({ declarations }: Exported): string[] =>
  declarations.map((declaration) =>
    [`### \`${declaration.name}\``, ...docOf(declaration), fenced(declaration)].join('\n\n'),
  );

const fenced = ({ signature }: Declaration): string => `\`\`\`ts\n${signature}\n\`\`\``;

/** The words of a comment, then its tags as a list. */
function docOf({ doc }: Declaration): string[] {
  const [words = '', ...tags] = doc.split(/(?:^|\s)@(?=(?:param|returns|throws|typeParam|example)\b)/);
  const items = tags.map((tag) => {
    const [, name = '', text = ''] = /^(param \w+|\w+)\s+([\s\S]*)$/.exec(tag.trim()) ?? [];
    const label = name.startsWith('param ') ? `\`${name.slice(6)}\`` : `*${name}*`;
    return `- ${label}: ${oneLine(text)}`;
  });
  return [oneLine(words), items.join('\n')].filter((part) => part !== '').map(prose);
}

const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ');
