import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { CallError } from '@maspo/core/plan';

/** What the option `model` means. */
export type Reference =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string; readonly file: string };

/**
 * Reads the option `model`: `hf:…` and `http…:` are addresses, a separator or the ending .gguf make it a path,
 * anything else is a name of the store. Relative paths start at `dir`, the config's folder.
 * @throws CallError (permanent) for an address that is malformed or not secure.
 */
export function parseReference(model: string, dir: string, env: NodeJS.ProcessEnv): Reference {
  if (model.startsWith('hf:')) return urlReference(model, hfAddress(model.slice('hf:'.length), env));
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(model)) return urlReference(model, model);
  if (/[\\/]|\.gguf$/i.test(model)) return { kind: 'path', path: resolve(dir, model) };
  return { kind: 'name', name: model };
}

/** The address of a file on Hugging Face, or on the mirror that HF_ENDPOINT names. */
export function hfUrl(repo: string, revision: string, file: string, env: NodeJS.ProcessEnv): string {
  const origin = (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '');
  return `${origin}/${repo}/resolve/${revision}/${file}`;
}

function hfAddress(rest: string, env: NodeJS.ProcessEnv): string {
  const [, owner, repo, revision, file] = /^([\w.-]+)\/([\w.-]+?)(?:@([\w.-]+))?\/(.+\.gguf)$/i.exec(rest) ?? [];
  if (owner === undefined || repo === undefined || file === undefined)
    throw new CallError(
      'permanent',
      `"hf:${rest}" names no file on Hugging Face`,
      'Write hf:owner/repo/file.gguf, or hf:owner/repo@revision/file.gguf.',
    );
  return hfUrl(`${owner}/${repo}`, revision ?? 'main', file, env);
}

function urlReference(model: string, address: string): Reference {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !isSecure(url))
    throw new CallError(
      'permanent',
      `"${model}" is no https address`,
      'Give the address of a .gguf file that begins with https://.',
    );
  const stem =
    basename(url.pathname)
      .replace(/\.gguf$/i, '')
      .replace(/[^\w.-]+/g, '-') || 'model';
  // Many repositories have a file of the same name.
  const place = createHash('sha256').update(`${url.origin}${url.pathname}`).digest('hex').slice(0, 8);
  return { kind: 'url', url: url.href, file: `${stem}-${place}.gguf` };
}

/** https, or http on this machine. */
export const isSecure = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
