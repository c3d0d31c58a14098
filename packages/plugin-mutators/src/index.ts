import { definePlugin } from '@maspo/core';
import { sectionRecombine } from './crossover/section-recombine.ts';
import { sentenceSplice } from './crossover/sentence-splice.ts';
import { seed } from './init/seed.ts';
import { variants } from './init/variants.ts';
import { dropSection } from './mutate/drop-section.ts';
import { keywordInsert } from './mutate/keyword-insert.ts';
import { phraseSwap } from './mutate/phrase-swap.ts';
import { rewrite } from './mutate/rewrite.ts';

export default definePlugin({
  name: 'mutators',
  init: { seed, variants },
  mutate: {
    'phrase-swap': phraseSwap,
    'keyword-insert': keywordInsert,
    'drop-section': dropSection,
    rewrite,
  },
  crossover: { 'section-recombine': sectionRecombine, 'sentence-splice': sentenceSplice },
});
