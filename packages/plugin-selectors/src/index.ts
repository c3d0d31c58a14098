import { definePlugin } from '@maspo/core/plan';
import { beam } from './beam.ts';
import { pareto } from './pareto.ts';
import { tournament } from './tournament.ts';

export default definePlugin({ name: 'selectors', select: { beam, pareto, tournament } });
