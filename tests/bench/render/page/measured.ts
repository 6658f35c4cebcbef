/** What one run draws, in the page's address. */
export interface RunPlan {
  contestant: string
  document: DocumentKind
  tokens: number
  /** Tokens a second. */
  rate: number
  /** So many tokens are there, and drawn, before the measuring begins. */
  prefill: number
  /** Messages above the answer. */
  history: number
}

export type DocumentKind = 'mixed' | 'list' | 'paragraph' | 'code'

/** What must be the same for all who drew the same document, and what tells how much colour they gave it. */
export interface Drawn {
  h2: number
  pre: number
  table: number
  li: number
  /** Characters that are not blank. */
  characters: number
  /** Coloured pieces of code. */
  colours: number
}

export interface PageResult {
  /** Batches of changes of the answer's elements or text. */
  updates: number
  /** Of tasks longer than 50 ms, the longest; 0 when there is none. */
  longest_ms: number
  frames: number
  /** Of the frames the page could have drawn, those it did not; 0 to 1. */
  dropped: number
  drawn: Drawn
}

export interface StopResult {
  /** From the click to the later of the next paint and the last change of the answer's text. */
  last_change_ms: number
}

/** What the program that drives a run finds in the page. */
export interface BenchPage {
  state: 'starting' | 'ready' | 'filling' | 'filled' | 'streaming' | 'settling' | 'done'
  error: string | null
  /** From the mounting until all messages are drawn. */
  mount_ms: number
  /** Begins; with a prefill, first that, and when it is drawn (`filled`) the rest. */
  go: () => void
  /** Where Stop is to be clicked. */
  stopPoint: () => { x: number; y: number }
  stopped: () => Promise<StopResult>
  result: () => PageResult
}

declare global {
  interface Window {
    bench: BenchPage
  }
}
