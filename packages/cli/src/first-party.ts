import { schemaOfInstalled } from '@maspo/core/plan';

/** The plugins that come with maspo; which of them are installed is up to the user. */
export const FIRST_PARTY = ['llama', 'ollama', 'openai', 'exec', 'mutators', 'scorers', 'selectors', 'sim'] as const;

/** The schema of the first-party plugins that are installed where `folder` can see them. */
export const firstPartySchema = (folder: string): Promise<object> => schemaOfInstalled(FIRST_PARTY, folder);
