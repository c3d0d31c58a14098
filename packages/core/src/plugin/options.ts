/** A property of an operator's options. Every property has a description; a default must satisfy its own schema. */
export type OptionSchema = {
  readonly description: string;
  readonly default?: unknown;
  /** Lets the option point into the config; the name is checked before anything runs. */
  readonly maspoRef?: 'model' | 'agent' | 'field';
  /** Marks a key or password: the config must give it as `${env:NAME}`, never as the value itself. */
  readonly maspoSecret?: true;
  /** Marks an option of a provider that changes no answer (where the server is, how long it keeps a model): it is no part of a call's identity. */
  readonly maspoNeutral?: true;
} & (
  | { readonly enum: readonly (string | number | boolean)[] }
  | { readonly type: 'string'; readonly pattern?: string; readonly minLength?: number; readonly maxLength?: number }
  | {
      readonly type: 'number' | 'integer';
      readonly minimum?: number;
      readonly maximum?: number;
      readonly exclusiveMinimum?: number;
      readonly exclusiveMaximum?: number;
    }
  | { readonly type: 'boolean' }
  | { readonly type: 'array'; readonly items: object; readonly minItems?: number; readonly maxItems?: number }
  | {
      readonly type: 'object';
      readonly properties?: Readonly<Record<string, object>>;
      readonly additionalProperties?: boolean | object;
      readonly required?: readonly string[];
      readonly minProperties?: number;
      readonly maxProperties?: number;
    }
);

/**
 * The closed dialect of option schemas: an object of described properties. No `$ref`, `$id` or combinators at the root;
 * unknown options are refused without the schema saying so.
 */
export interface OptionsSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, OptionSchema>>;
  readonly required?: readonly string[];
}

type FromProperty<P> = P extends { readonly enum: readonly (infer V)[] }
  ? V
  : P extends { readonly type: 'string' }
    ? string
    : P extends { readonly type: 'number' | 'integer' }
      ? number
      : P extends { readonly type: 'boolean' }
        ? boolean
        : P extends { readonly type: 'array'; readonly items: infer I }
          ? readonly FromProperty<I>[]
          : P extends { readonly type: 'object'; readonly properties: infer Q }
            ? { readonly [K in keyof Q]?: FromProperty<Q[K]> }
            : P extends { readonly type: 'object'; readonly additionalProperties: infer A }
              ? Readonly<Record<string, FromProperty<A>>>
              : unknown;

type RequiredOf<O> = O extends { readonly required: readonly (infer R)[] } ? R : never;

/** The TypeScript type of options that satisfy the schema `O`, defaults filled in. */
export type FromSchema<O> = O extends { readonly properties: infer P }
  ? {
      readonly [K in keyof P]: P[K] extends { readonly default: unknown }
        ? FromProperty<P[K]>
        : K extends RequiredOf<O>
          ? FromProperty<P[K]>
          : FromProperty<P[K]> | undefined;
    }
  : Readonly<Record<string, unknown>>;
