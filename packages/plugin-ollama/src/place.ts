import { type Price, publicUrl } from '@maspo/core/plan';
import { hostOf, type Options } from './options.ts';

/** Where calls go; the option as it stands where it is no address, which the first call will say. */
export function endpoint(options: Pick<Options, 'host'>): string {
  try {
    return publicUrl(hostOf(options));
  } catch {
    return options.host ?? 'OLLAMA_HOST';
  }
}

/** One's own machine charges nothing. What a model of Ollama's cloud costs depends on the subscription: not known. */
export function price(options: Pick<Options, 'host' | 'model'>): Price | undefined {
  const inCloud = /[:-]cloud$/i.test(options.model) || /^https?:\/\/(www\.)?ollama\.com(\/|$)/.test(endpoint(options));
  return inCloud ? undefined : { input: 0, output: 0 };
}
