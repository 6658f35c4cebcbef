import { documentOf, tokensOf } from './documents.ts'
import type { RunPlan } from './measured.ts'

export type FeedOrder = { prepare: RunPlan; stop: SharedArrayBuffer } | { write: 'prefill' | 'rest' }
export type FeedNews = { prepared: number } | { token: string } | { written: 'prefill' | 'rest' }

const scope = self as unknown as {
  addEventListener: (type: 'message', listener: (event: MessageEvent<FeedOrder>) => void) => void
  postMessage: (news: FeedNews) => void
}

let plan: RunPlan | null = null
let tokens: string[] = []
/** Set to 1 in the page when nothing more is wanted. */
let stop = new Int32Array(new SharedArrayBuffer(4))

scope.addEventListener('message', ({ data }) => {
  if ('prepare' in data) {
    plan = data.prepare
    stop = new Int32Array(data.stop)
    tokens = tokensOf(documentOf(plan.document, plan.tokens))
    scope.postMessage({ prepared: tokens.length })
  } else if (plan) write(plan, data.write)
})

/** Each token is a message of its own, at its own time. */
function write({ prefill, rate }: RunPlan, what: 'prefill' | 'rest'): void {
  if (what === 'prefill') {
    scope.postMessage({ token: tokens.slice(0, prefill).join('') })
  } else {
    const from = performance.now()
    for (let next = prefill; next < tokens.length && Atomics.load(stop, 0) === 0;) {
      const due = prefill + Math.floor(((performance.now() - from) * rate) / 1_000)
      for (; next < Math.min(due, tokens.length); next++) scope.postMessage({ token: tokens[next] ?? '' })
      Atomics.wait(stop, 0, 0, rate >= 1_000 ? 0.5 : 1_000 / rate)
    }
  }
  scope.postMessage({ written: what })
}
