import { CallError, canonicalJson, type Json } from '@maspo/core/plan';
import type { Llama, LlamaGrammar } from 'node-llama-cpp';
import { reasonOf } from '../reason.ts';
import { toGrammarSchema } from './json-schema.ts';

/** Grammars by schema, each made once. */
export interface Grammars {
  /** @throws CallError (permanent) if the schema has no grammar. */
  of(schema: Json): Promise<LlamaGrammar>;
}

type GrammarSchema = Parameters<Llama['createGrammarForJsonSchema']>[0];

export function createGrammars(llama: Llama): Grammars {
  const made = new Map<string, Promise<LlamaGrammar>>();
  return {
    of: (schema) => {
      const key = canonicalJson(schema);
      const grammar = made.get(key) ?? llama.createGrammarForJsonSchema(toGrammarSchema(schema) as GrammarSchema);
      made.set(key, grammar);
      return grammar.catch((cause: unknown) => {
        throw new CallError(
          'permanent',
          `the JSON schema of the reply cannot be enforced: ${reasonOf(cause)}`,
          'Simplify the schema.',
          { cause },
        );
      });
    },
  };
}
