import { normaliseText } from '@maspo/core/plan';

/** Text as metrics compare it: a question mark at its end says nothing of a label either. */
export const normalise = (text: string): string => normaliseText(text).replace(/[\s"'“”‘’`*_).,;:!?]+$/, '');
