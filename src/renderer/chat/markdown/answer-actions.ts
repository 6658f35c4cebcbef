import { createContext } from 'react'

/** What a reader can do inside an answer. The object never changes, so finished blocks are never rendered again for it. */
export interface AnswerActions {
  openLink: (url: string) => void
  copy: (text: string) => void
  /** Whether the answer was still being written when it was drawn last. */
  isStreaming: () => boolean
}

export const AnswerActionsContext = createContext<AnswerActions>({
  openLink: () => {},
  copy: () => {},
  isStreaming: () => false,
})
