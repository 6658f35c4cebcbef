import type { Refusal } from '../../shared/ipc-contract.ts'

/** What the store refuses is a sentence for people; anything else is a bug and goes on. */
export async function orRefusal<Output>(work: () => Promise<Output>): Promise<Output | Refusal> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && error.name === 'StoreError') return { refused: error.message }
    throw error
  }
}
