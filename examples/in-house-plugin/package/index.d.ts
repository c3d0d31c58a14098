import type { Plugin } from '@maspo/core';

declare const plugin: Plugin;
export default plugin;
