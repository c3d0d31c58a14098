import { definePlugin } from '@maspo/core/plan';
import { answer } from './agent.ts';
import { identifyProgram } from './identity.ts';
import { mutate } from './mutator.ts';
import { programOptions } from './options.ts';
import { score } from './scorer.ts';

export default definePlugin({
  name: 'exec',
  forward: {
    exec: {
      description: 'A program as an agent: messages as JSON on its stdin, the reply on its stdout.',
      options: programOptions,
      run: answer,
      identify: identifyProgram,
      // No endpoint: a program has no limits that another one could learn from.
      price: () => ({ input: 0, output: 0 }),
    },
  },
  score: {
    exec: {
      description: 'A program as a scorer: the output as JSON on its stdin, {"score": 0 to 1 or null} on its stdout.',
      kind: 'absolute',
      options: programOptions,
      run: score,
    },
  },
  mutate: {
    exec: {
      description:
        'A program as a mutation operator: parent and traces as JSON on its stdin, {"prompts": […]} on its stdout.',
      options: programOptions,
      run: mutate,
    },
  },
});
