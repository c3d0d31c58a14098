import type { MutateRequest, Prompt, Rng } from '@maspo/core';

/** One that the core would try: not tried before, not too long. Where it refuses all, one for it to say why. */
export function drawAllowed(
  choices: readonly Prompt[],
  { refusal, rng }: Pick<MutateRequest, 'refusal'> & { readonly rng: Rng },
): Prompt | undefined {
  const shuffled = rng.shuffle(choices);
  return shuffled.find((choice) => refusal(choice) === null) ?? shuffled[0];
}
