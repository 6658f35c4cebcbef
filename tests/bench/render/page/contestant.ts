import type { HistoryMessage } from './documents.ts'

/** Someone who draws a streaming answer. */
export interface Contestant {
  push: (token: string) => void
  end: () => void
  /** Called in the tick of a click on Stop. */
  stop: () => void
  /** The element whose text is the answer; null while there is none. */
  answer: () => Element | null
  /** Of the answer's elements, those that hold no text of it: names of languages, buttons, carets. */
  furniture: string
  /** Where a click stops; absent for those that have no button of their own. */
  stopButton?: () => Element | null
  /** Begins an answer without a word, for those that show that one is expected. Called when all else is drawn. */
  open?: () => void
}

export type Mount = (root: HTMLElement, history: readonly HistoryMessage[]) => Promise<Contestant>
