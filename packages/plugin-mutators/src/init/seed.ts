import type { InitOperator } from '@maspo/core';

export const seed: InitOperator = {
  description: 'The seed prompt as it is.',
  run: ({ seed: prompt }) => [prompt],
};
