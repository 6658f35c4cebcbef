import { canHighlight, pieceEnds } from './code-pieces.ts'
import type { Highlighted } from './highlight-languages.ts'
import type { HighlightNode } from './scope-tree.ts'

export interface HighlightedPiece {
  start: number
  end: number
  nodes: readonly HighlightNode[]
}

interface Job {
  code: string
  language: string
  done: number
  onPiece: (piece: HighlightedPiece) => void
}

type Highlight = (code: string, language: string) => Highlighted | null

const jobs: Job[] = []
let loading: Promise<Highlight> | null = null
let working = false

/**
 * Highlights finished code while the page is idle, a piece of a few milliseconds at a time, in the order of asking.
 * Pieces arrive in order; none arrives for an unknown language or code that is too large. Returns how to call it off.
 */
export function highlightWhenIdle(code: string, language: string, onPiece: Job['onPiece']): () => void {
  if (language === '' || !canHighlight(code)) return () => {}
  const job: Job = { code, language, done: 0, onPiece }
  jobs.push(job)
  void work()
  return () => {
    const index = jobs.indexOf(job)
    if (index !== -1) jobs.splice(index, 1)
  }
}

async function work(): Promise<void> {
  if (working) return
  working = true
  try {
    loading ??= load()
    const highlight = await loading
    while (jobs.length > 0) {
      await idle()
      const job = jobs[0]
      if (job && !advance(job, highlight)) jobs.splice(jobs.indexOf(job), 1)
    }
  } catch {
    // Without its highlighter code stays plain; the next block tries to load it again.
    loading = null
    jobs.length = 0
  } finally {
    working = false
  }
}

async function load(): Promise<Highlight> {
  const { highlight, registerLanguages } = await import('./highlight-languages.ts')
  await registerLanguages(idle)
  return highlight
}

/** Code that a grammar takes so long over is not worth its colours: what follows stays plain. */
const GIVE_UP_MS = 200

/** One piece. False when the job is done. */
function advance(job: Job, highlight: Highlight): boolean {
  const start = job.done
  const started_ms = performance.now()
  let piece: HighlightedPiece | null = null
  for (const end of pieceEnds(job.code, start)) {
    const found = highlight(job.code.slice(start, end), job.language)
    if (!found) return false
    piece = { start, end, nodes: found.nodes }
    if (!found.unclosed) break
  }
  if (!piece) return false
  job.done = piece.end
  job.onPiece(piece)
  return job.done < job.code.length && performance.now() - started_ms < GIVE_UP_MS
}

const IDLE_WITHIN_MS = 500

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function')
      requestIdleCallback(() => resolve(), { timeout: IDLE_WITHIN_MS })
    else setTimeout(resolve, 0)
  })
}
