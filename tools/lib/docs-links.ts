import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const FENCED = /^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm;
const CODE = /`[^`\n]*`/g;
const LINK = /\]\(([^()\s]+)\)/g;

/** A link to somewhere in the repository. */
interface PageLink {
  /** As written. */
  readonly target: string;
  /** From the root of the repository. */
  readonly file: string;
  readonly anchor: string | undefined;
}

/** The links of a page that stay in the repository. */
export function linksIn(repo: string, page: string): PageLink[] {
  const text = readFileSync(join(repo, page), 'utf8').replace(FENCED, '').replace(CODE, '');
  return [...text.matchAll(LINK)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
      return { target, file: file.replaceAll('\\', '/'), anchor };
    });
}

/** Links of a page that lead nowhere: to a file that is not there, or a heading that its page does not have. */
export const deadLinks = (repo: string, page: string): string[] =>
  linksIn(repo, page)
    .filter((link) => !leadsSomewhere(repo, link))
    .map(({ target }) => `${page}: ${target}`);

function leadsSomewhere(repo: string, { file, anchor }: PageLink): boolean {
  const absolute = join(repo, file);
  if (file.startsWith('..') || !existsSync(absolute)) return false;
  if (anchor === undefined) return true;
  return statSync(absolute).isFile() && anchorsIn(readFileSync(absolute, 'utf8')).has(anchor);
}

/** The anchors that GitHub gives to headings: small letters, no punctuation, `-` for spaces; repeated ones are numbered. */
export function anchorsIn(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of markdown.replace(FENCED, '').matchAll(/^#{1,6} (.+)$/gm)) {
    const words = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase();
    const plain = words
      .replace(/[^\p{Letter}\p{Mark}\p{Number}\p{Connector_Punctuation}\- ]/gu, '')
      .replaceAll(' ', '-');
    let anchor = plain;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${plain}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}
