/** The commands of a shell block, word by word; comments, pipes and redirections end a command. */
export function commandsIn(shell: string): string[][] {
  return shell
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .flatMap((line) => splitLine(line))
    .map(withoutSettings)
    .filter((words) => words.length > 0);
}

/** The arguments of `maspo` in a command (`maspo …`, `npx maspo …`); null for another program. */
export function maspoArguments(words: readonly string[]): string[] | null {
  const own = words[0] === 'npx' ? words.slice(1) : words;
  return own[0] === 'maspo' ? own.slice(1) : null;
}

/** `NAME=value` before a program sets a variable of its environment. */
function withoutSettings(words: readonly string[]): string[] {
  const program = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  return program < 0 ? [] : words.slice(program);
}

const TOKEN = /(#.*$)|(&&|\|\||[|;])|(\d?>>?\s*\S+)|((?:"[^"]*"|'[^']*'|[^\s"'|;&])+)/g;

function splitLine(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const [, comment, end, redirection, word] of line.matchAll(TOKEN)) {
    if (comment !== undefined) break;
    if (end !== undefined) commands.push([]);
    else if (redirection === undefined && word !== undefined) commands.at(-1)?.push(word.replace(/["']/g, ''));
  }
  return commands;
}
