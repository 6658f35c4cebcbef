/** Brings what was typed to where it is kept. Resolves when it is there. Never rejects. */
export type HandOver = () => Promise<unknown>

export interface OpenEditors {
  /** A text is being changed in place from now on. Returns the end of it. */
  editorOpened: (handOver: HandOver) => () => void
  /** The window is about to go, and every editor with it. */
  handOver: () => Promise<unknown>
}

/** The texts that are being changed in place, which no draft knows of until they are handed over. */
export function createOpenEditors(): OpenEditors {
  const open = new Set<HandOver>()
  return {
    editorOpened: (handOver) => {
      open.add(handOver)
      return () => open.delete(handOver)
    },
    handOver: () => Promise.all([...open].map((handOver) => handOver())),
  }
}
