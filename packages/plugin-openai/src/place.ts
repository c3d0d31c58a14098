import { type Price, publicUrl } from '@maspo/core/plan';
import { DEFAULT_BASE_URL, type Options } from './options.ts';
import { PRICES } from './prices.ts';

/** Where calls go; the option as it stands where it is no address, which the first call will say. */
export const endpoint = ({ baseURL }: Pick<Options, 'baseURL'>): string =>
  URL.canParse(baseURL) ? publicUrl(baseURL) : baseURL;

/** Fields of `extraBody` by which a call costs more or less than the list says. */
const CHANGES_PRICE = ['service_tier', 'web_search_options', 'tools', 'modalities', 'prediction'];

/** List price of a model of the OpenAI API itself, also under its dated name. What other endpoints charge is not known. */
export function price(options: Pick<Options, 'baseURL' | 'model' | 'extraBody'>): Price | undefined {
  if (endpoint(options) !== DEFAULT_BASE_URL) return undefined;
  if (CHANGES_PRICE.some((field) => (options.extraBody?.[field] ?? null) !== null)) return undefined;
  return PRICES.get(options.model) ?? PRICES.get(options.model.replace(/-\d{4}-\d{2}-\d{2}$/, ''));
}
