import type { Price } from '@maspo/core';

/**
 * List prices of the OpenAI API (https://developers.openai.com/api/docs/pricing) in USD per million tokens: standard
 * tier, text, input that is not cached. Cached input is cheaper, so what is counted is never too little. Read from
 * published copies of that page of March and April 2026, not from the page itself: check it when you bring this up to
 * date. `price` of a model in the config wins. The key of a dated name is looked for first: it may have a price of its own.
 */
export const PRICES_AS_OF = '2026-04';

export const PRICES: ReadonlyMap<string, Price> = new Map([
  ['gpt-4o', { input: 2.5, output: 10 }],
  ['gpt-4o-2024-05-13', { input: 5, output: 15 }],
  ['gpt-4o-mini', { input: 0.15, output: 0.6 }],
  ['gpt-4.1', { input: 2, output: 8 }],
  ['gpt-4.1-mini', { input: 0.4, output: 1.6 }],
  ['gpt-4.1-nano', { input: 0.1, output: 0.4 }],
  ['gpt-5', { input: 1.25, output: 10 }],
  ['gpt-5-mini', { input: 0.25, output: 2 }],
  ['gpt-5-nano', { input: 0.05, output: 0.4 }],
  ['o3', { input: 2, output: 8 }],
  ['o4-mini', { input: 1.1, output: 4.4 }],
]);
