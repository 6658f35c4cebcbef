import type { LlamaCoreOptions } from '../../support/run-llama.ts'
import { LlamaCore, ModelFolder } from '../../support/run-llama.ts'

/** Never ends by itself. */
const ENDLESS = { end: 1e-9 }
export const TINY = 'tiny.gguf'
export const MID = 'mid.gguf'

/** Measures on generated models in real processes, and leaves nothing behind. */
export async function withLlama<Result>(
  options: LlamaCoreOptions,
  measure: (core: LlamaCore, folder: ModelFolder) => Promise<Result>,
): Promise<Result> {
  const folder = new ModelFolder()
  folder.add(TINY, ENDLESS)
  folder.add(MID, { preset: 'mid', ...ENDLESS })
  const core = new LlamaCore(folder, options)
  try {
    return await measure(core, folder)
  } finally {
    await core.dispose()
    folder.remove()
  }
}
