import type { RenderFormula } from './math-renderer.ts'

interface Job {
  element: HTMLElement
  tex: string
  display: boolean
  onDrawn: () => void
}

/** Drawing takes at most about this much of a frame; what is left waits for the next ones and is its source meanwhile. */
const BUDGET_MS = 8

const jobs: Job[] = []
let render: RenderFormula | null = null
let loading: Promise<void> | null = null
let spent_ms = 0
let nextFrame: number | null = null

/** Draws a formula into `element`: at once if this frame can afford it. Returns how to call it off. */
export function drawFormula(
  element: HTMLElement,
  tex: string,
  display: boolean,
  onDrawn: () => void,
): () => void {
  const job = { element, tex, display, onDrawn }
  if (render && jobs.length === 0 && spent_ms < BUDGET_MS) draw(job, render)
  else {
    jobs.push(job)
    if (!render) loading ??= load()
  }
  askForFrame()
  return () => {
    const index = jobs.indexOf(job)
    if (index !== -1) jobs.splice(index, 1)
  }
}

async function load(): Promise<void> {
  try {
    const module = await import('./math-renderer.ts')
    await module.fontsReady()
    render = module.renderFormula
    askForFrame()
  } catch {
    // Without its renderer a formula stays its source; the next one tries to load it again.
    jobs.length = 0
  } finally {
    loading = null
  }
}

function draw(job: Job, with_: RenderFormula): void {
  const start = performance.now()
  const drawn = with_(job.element, job.tex, job.display)
  spent_ms += performance.now() - start
  if (drawn) job.onDrawn()
}

/** From the first formula on, and for as long as some wait, each frame has a budget of its own. */
function askForFrame(): void {
  if (nextFrame !== null || (spent_ms === 0 && (jobs.length === 0 || !render))) return
  nextFrame = requestAnimationFrame(() => {
    nextFrame = null
    spent_ms = 0
    while (render && jobs.length > 0 && spent_ms < BUDGET_MS) {
      const job = jobs.shift()
      if (job) draw(job, render)
    }
    askForFrame()
  })
}
