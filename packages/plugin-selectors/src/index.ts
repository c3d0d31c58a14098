import { definePlugin } from '@maspo/core';
import { beam } from './beam.ts';

export default definePlugin({ name: 'selectors', select: { beam } });
