import { definePlugin } from '@maspo/core/plan';
import { choice } from './choice.ts';
import { contains } from './contains.ts';
import { contract } from './contract.ts';
import { exactMatch } from './exact-match.ts';
import { jsonEqual } from './json-equal.ts';
import { judgePanel } from './judge-panel.ts';
import { numeric } from './numeric.ts';
import { pairwiseJudge } from './pairwise-judge.ts';
import { regex } from './regex.ts';
import { rubric } from './rubric.ts';

export default definePlugin({
  name: 'scorers',
  score: {
    'exact-match': exactMatch,
    'json-equal': jsonEqual,
    choice,
    contains,
    regex,
    numeric,
    contract,
    'pairwise-judge': pairwiseJudge,
    'judge-panel': judgePanel,
    rubric,
  },
});
