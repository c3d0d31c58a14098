import type { Section } from '@maspo/core';
import { answering } from './answering.ts';
import { choosing } from './choosing.ts';
import { formats } from './formats.ts';
import { noting } from './noting.ts';
import type { Place } from './place.ts';

/**
 * Texts for each section, and for the whole prompt: no other section stands beside a `brief` one, nor beside one that makes
 * the agent answer what its reader must choose (`handOver`).
 * They are short imperative sentences with labels written out: what models from 135M parameters on can follow.
 */
export type Templates = Readonly<Record<Section | 'brief' | 'handOver', readonly string[]>>;

/** The templates for an agent's place: it chooses a label, writes for another agent, or answers freely. */
export function templatesFor(place: Place): Templates {
  const notes = !place.isAnswer && place.contract.kind === 'text';
  const own = place.own.length > 0 ? choosing(place) : notes ? noting(place) : answering(place);
  return { ...own, format: [...formats(place), ...own.format] };
}
