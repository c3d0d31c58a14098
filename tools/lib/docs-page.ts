import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a comment before a fence says of the block: `<!-- file: maspo.config.yaml -->`. */
export type Mark =
  /** The block is this file of the page's project. */
  | { readonly kind: 'file'; readonly name: string }
  /** A diff that the reader makes to this file. */
  | { readonly kind: 'edit'; readonly name: string }
  /** The reader takes the last edit of this file back; stands on the page as words. */
  | { readonly kind: 'undo'; readonly name: string }
  /** Commands that the reader types. */
  | { readonly kind: 'run' }
  /** What the last commands print; a line `…` stands for lines left out. */
  | { readonly kind: 'output' }
  /** For the eye only: neither run nor checked. */
  | { readonly kind: 'illustration' };

/** A fenced block of a page, or a mark that stands alone. */
export interface Block {
  readonly page: string;
  /** Of its opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  readonly mark: Mark | null;
}

const KINDS = ['file', 'edit', 'undo', 'run', 'output', 'illustration'] as const;
const MARK = /^<!-- (\w+)(?:: (\S+))? -->$/;
const FENCE = /^(`{3,})(\w*)$/;

/** The blocks of a page of the repository, in order. @param page Its path from the root. */
export const blocksIn = (repo: string, page: string): Block[] =>
  parseBlocks(page, readFileSync(join(repo, page), 'utf8'));

/** @throws Error for a fence that nothing closes, and a mark that means nothing. */
export function parseBlocks(page: string, markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  let mark: Mark | null = null;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const [, fence, language = ''] = FENCE.exec(line) ?? [];
    if (fence !== undefined) {
      const end = lines.indexOf(fence, at + 1);
      if (end < 0) throw new Error(`${page}:${at + 1}: nothing closes this block`);
      blocks.push({
        page,
        line: at + 1,
        language,
        text: lines
          .slice(at + 1, end)
          .map(withEnd)
          .join(''),
        mark,
      });
      at = end;
      mark = null;
    } else if (MARK.test(line)) {
      mark = markOf(line, `${page}:${at + 1}`);
      if (mark?.kind !== 'undo') continue;
      blocks.push({ page, line: at + 1, language: '', text: '', mark });
      mark = null;
    } else if (mark !== null && line !== '') throw new Error(`${page}:${at + 1}: a mark stands right before its block`);
  }
  return blocks;
}

const withEnd = (line: string): string => `${line}\n`;

/** Comments that are no marks say nothing. @throws Error for a mark without the name that it needs. */
function markOf(line: string, place: string): Mark | null {
  const [, word, name] = MARK.exec(line) ?? [];
  const kind = KINDS.find((known) => known === word);
  if (kind === undefined) return null;
  if (kind === 'file' || kind === 'edit' || kind === 'undo') {
    if (name === undefined) throw new Error(`${place}: "${kind}" needs the name of a file`);
    return { kind, name };
  }
  return { kind };
}
