/** A small model worth trying first. Facts alone: what it needs of memory follows from its size. */
export interface CuratedModel {
  name: string
  /** Of its makers, on the hub. */
  repository: string
  file: string
  /** As public pages give it, some of them rounded: to tell people, never to check a file by. null: asked when it is downloaded. */
  bytes: number | null
  licence: string
  /** What it is good for, in one sentence. */
  says: string
  /** Where this comes from, and where more is said. */
  page: string
}

/** The smallest first. */
export const CURATED_MODELS: readonly CuratedModel[] = [
  {
    name: 'SmolLM2 360M Instruct',
    repository: 'HuggingFaceTB/SmolLM2-360M-Instruct-GGUF',
    file: 'smollm2-360m-instruct-q8_0.gguf',
    bytes: 386_000_000,
    licence: 'Apache-2.0',
    says: 'To see everything work within minutes. It talks, but knows little. English.',
    page: 'https://huggingface.co/HuggingFaceTB/SmolLM2-360M-Instruct-GGUF',
  },
  {
    name: 'SmolLM2 1.7B Instruct',
    repository: 'HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF',
    file: 'smollm2-1.7b-instruct-q4_k_m.gguf',
    bytes: 1_060_000_000,
    licence: 'Apache-2.0',
    says: 'For short questions and rewriting on a small computer. English.',
    page: 'https://huggingface.co/HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF',
  },
  {
    name: 'Qwen2.5 1.5B Instruct',
    repository: 'Qwen/Qwen2.5-1.5B-Instruct-GGUF',
    file: 'qwen2.5-1.5b-instruct-q4_k_m.gguf',
    bytes: 1_117_320_736,
    licence: 'Apache-2.0',
    says: 'Small and quick, in many languages.',
    page: 'https://huggingface.co/Qwen/Qwen2.5-1.5B-Instruct-GGUF',
  },
  {
    name: 'Phi-3 mini 4K Instruct',
    repository: 'microsoft/Phi-3-mini-4k-instruct-gguf',
    file: 'Phi-3-mini-4k-instruct-q4.gguf',
    bytes: 2_390_000_000,
    licence: 'MIT',
    says: 'Reasons well for its size, in short talks (4,096 tokens). English.',
    page: 'https://huggingface.co/microsoft/Phi-3-mini-4k-instruct-gguf',
  },
  {
    name: 'Qwen3 4B',
    repository: 'Qwen/Qwen3-4B-GGUF',
    file: 'Qwen3-4B-Q4_K_M.gguf',
    bytes: 2_497_280_256,
    licence: 'Apache-2.0',
    says: 'A good everyday model in many languages. Thinks before it answers.',
    page: 'https://huggingface.co/Qwen/Qwen3-4B-GGUF',
  },
  {
    name: 'Qwen3 8B',
    repository: 'Qwen/Qwen3-8B-GGUF',
    file: 'Qwen3-8B-Q4_K_M.gguf',
    bytes: 5_027_783_488,
    licence: 'Apache-2.0',
    says: 'The most capable of these, in many languages. Thinks before it answers.',
    page: 'https://huggingface.co/Qwen/Qwen3-8B-GGUF',
  },
]
