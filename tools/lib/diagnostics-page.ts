import { allExplanations, type Explanation, isOfConfig } from '../../packages/cli/src/messages.ts';

/** The reference of all codes, made of the messages that `maspo explain` prints. */
export function diagnosticsPage(): string {
  const all = allExplanations();
  const ofConfig = all.filter(({ code }) => isOfConfig(code));
  const ofRuns = all.filter(({ code }) => !isOfConfig(code));
  return `${[
    '<!-- Generated from packages/cli/messages by `npm run generate`: do not edit. -->',
    '# Diagnostics',
    'Every mistake and every error has a code that stays the same for ever. `maspo explain CODE` prints what stands here; `maspo explain` lists the codes.',
    'All mistakes of a config are reported at once, each with its file, line and column, and nothing is run (exit 2). Errors of runs say what happened and what to do; stacks are shown with `--debug` only.',
    '## Mistakes in a config',
    tableOf(ofConfig),
    '## Errors of runs and commands',
    tableOf(ofRuns),
    ...all.map(section),
  ].join('\n\n')}\n`;
}

const tableOf = (explanations: readonly Explanation[]): string =>
  [
    '| code | meaning |',
    '|---|---|',
    ...explanations.map(({ code, title }) => `| [${code}](#${code.toLowerCase()}) | ${title} |`),
  ].join('\n');

/** The heading is the code alone, so that links to it never break. Words after the language of a fence are for tests. */
const section = ({ code, title, text }: Explanation): string => {
  const deeper = text
    .replace(/^## (Wrong|Right|How to mend it)$/gm, '**$1**')
    .replace(/^```(\w+) (?!whole)(\S+)$/gm, '`$2`:\n\n```$1')
    .replace(/^```(\w+) whole$/gm, '```$1');
  return `## ${code}\n\n**${title}.** ${deeper}`;
};
