import { definePlugin } from '@maspo/core/plan';
import { merge } from './crossover/merge.ts';
import { sectionRecombine } from './crossover/section-recombine.ts';
import { sentenceSplice } from './crossover/sentence-splice.ts';
import { systemMerge } from './crossover/system-merge.ts';
import { seed } from './init/seed.ts';
import { variants } from './init/variants.ts';
import { align } from './mutate/align.ts';
import { constraint } from './mutate/constraint.ts';
import { drop } from './mutate/drop.ts';
import { dropSection } from './mutate/drop-section.ts';
import { example } from './mutate/example.ts';
import { explore } from './mutate/explore.ts';
import { keywordInsert } from './mutate/keyword-insert.ts';
import { phraseSwap } from './mutate/phrase-swap.ts';
import { reorder } from './mutate/reorder.ts';
import { repair } from './mutate/repair.ts';
import { rewrite } from './mutate/rewrite.ts';
import { tighten } from './mutate/tighten.ts';

export default definePlugin({
  name: 'mutators',
  init: { seed, variants },
  mutate: {
    'phrase-swap': phraseSwap,
    'keyword-insert': keywordInsert,
    'drop-section': dropSection,
    drop,
    reorder,
    tighten,
    constraint,
    example,
    rewrite,
    repair,
    align,
    explore,
  },
  crossover: {
    'section-recombine': sectionRecombine,
    'sentence-splice': sentenceSplice,
    merge,
    'system-merge': systemMerge,
  },
});
