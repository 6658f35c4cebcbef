import type { Contestant, Mount } from './contestant.ts'
import { historyOf, LAST_WORD } from './documents.ts'
import type { FeedNews, FeedOrder } from './feed.worker.ts'
import type { DocumentKind, RunPlan } from './measured.ts'
import { readDrawn } from './read-drawn.ts'
import { Watch } from './watch.ts'

const CONTESTANTS: Readonly<Record<string, () => Promise<{ mount: Mount }>>> = {
  'plain text': () => import('./contestants/plain-text.ts'),
  Sluice: () => import('./contestants/sluice.tsx'),
  'react-markdown': () => import('./contestants/react-markdown.tsx'),
  streamdown: () => import('./contestants/streamdown.tsx'),
  useChat: () => import('./contestants/use-chat.tsx'),
}

/** Nothing has changed for so long: the colours of code have arrived, too. */
const STILL_MS = 700
/** After a click on Stop. */
const STOP_WATCHED_MS = 1_200

const plan = readPlan(new URLSearchParams(location.search))
const root = document.getElementById('root') ?? document.body
const watch = new Watch()
const bench = {
  state: 'starting' as Window['bench']['state'],
  error: null as string | null,
  mount_ms: 0,
}
const onError = (error: unknown): void => void (bench.error ??= String(error))
window.addEventListener('error', (event) => onError(event.message))
window.addEventListener('unhandledrejection', (event) => onError(event.reason))

const worker = new Worker(new URL('./feed.worker.ts', import.meta.url), { type: 'module' })
const stop = new SharedArrayBuffer(4)
const order = (message: FeedOrder): void => worker.postMessage(message)
const module = await CONTESTANTS[plan.contestant]?.()
if (!module) throw new Error(`no contestant ${plan.contestant}`)
await prepared()
const history = historyOf(plan.history)
const mounting_at = performance.now()
const contestant = await mounted(module.mount)
bench.mount_ms = performance.now() - mounting_at
// Whatever is still done for the messages above, it is not done for the answer.
if (plan.history > 0) await quiet(root)
contestant.open?.()

let stopped = false
let clicked_at = 0
let shown_at_click = ''
worker.addEventListener('message', ({ data }: MessageEvent<FeedNews>): void => {
  if (stopped) return
  if ('token' in data) contestant.push(data.token)
  else if ('written' in data && data.written === 'prefill')
    void settled().then(() => (bench.state = 'filled'))
  else if ('written' in data) {
    contestant.end()
    bench.state = 'settling'
    void drawn().then(finish)
  }
})
document.addEventListener(
  'click',
  (event) => {
    if (stopped || !(event.target instanceof Element) || !stopButton()?.contains(event.target)) return
    stopped = true
    clicked_at = event.timeStamp
    shown_at_click = contestant.answer()?.textContent ?? ''
    Atomics.store(new Int32Array(stop), 0, 1)
    contestant.stop()
  },
  { capture: true },
)
window.bench = Object.assign(bench, {
  go: () => {
    if (plan.prefill > 0 && bench.state === 'ready') {
      bench.state = 'filling'
      order({ write: 'prefill' })
    } else begin()
  },
  stopPoint: () => {
    const box = stopButton()?.getBoundingClientRect()
    if (!box) throw new Error('there is no Stop to click')
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  },
  stopped: stopSettled,
  result: () => {
    const answer = contestant.answer()
    if (!answer) throw new Error('there is no answer')
    return { ...watch.read(), drawn: readDrawn(answer, contestant.furniture) }
  },
})
bench.state = 'ready'

function begin(): void {
  bench.state = 'streaming'
  watch.start(contestant.answer)
  order({ write: 'rest' })
}

function finish(): void {
  watch.end()
  bench.state = 'done'
}

function readPlan(query: URLSearchParams): RunPlan {
  const number = (name: string): number => Number(query.get(name) ?? 0)
  return {
    contestant: query.get('contestant') ?? '',
    document: (query.get('document') ?? 'mixed') as DocumentKind,
    tokens: number('tokens'),
    rate: number('rate'),
    prefill: number('prefill'),
    history: number('history'),
  }
}

function prepared(): Promise<void> {
  return new Promise((resolve) => {
    worker.addEventListener('message', () => resolve(), { once: true })
    order({ prepare: plan, stop })
  })
}

/** Those without a list of their own get a column that follows its end, and a button to stop. */
async function mounted(mount: Mount): Promise<Contestant> {
  if (plan.contestant === 'Sluice') return afterPaint(await mount(root, history))
  const bar = document.createElement('div')
  bar.className = 'bar'
  const button = document.createElement('button')
  button.id = 'stop'
  button.textContent = 'Stop'
  bar.append(button)
  const scroller = document.createElement('div')
  scroller.className = 'scroller'
  const column = document.createElement('div')
  column.className = 'column'
  scroller.append(column)
  root.append(bar, scroller)
  new ResizeObserver(() => (scroller.scrollTop = scroller.scrollHeight)).observe(column)
  return afterPaint(await mount(column, history))
}

function stopButton(): Element | null {
  return contestant.stopButton ? contestant.stopButton() : document.getElementById('stop')
}

/** Once the frame is painted that shows what was done before. */
function afterPaint<Value>(value: Value): Promise<Value> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.addEventListener('message', () => resolve(value))
      channel.port1.start()
      channel.port2.postMessage(null)
    })
  })
}

/** Once the last word is there. */
async function drawn(): Promise<void> {
  while (!endsWithLastWord(contestant.answer())) await afterPaint(null)
  watch.endFrames()
  await settled()
}

function endsWithLastWord(answer: Element | null): boolean {
  return answer?.lastElementChild?.textContent.includes(LAST_WORD) ?? false
}

/** Once nothing in the element changes any more. */
function quiet(element: Element): Promise<void> {
  return new Promise((resolve) => {
    let timer = setTimeout(end, STILL_MS)
    const observer = new MutationObserver(() => {
      clearTimeout(timer)
      timer = setTimeout(end, STILL_MS)
    })
    observer.observe(element, { childList: true, subtree: true, characterData: true })
    function end(): void {
      observer.disconnect()
      resolve()
    }
  })
}

const settled = (): Promise<void> => quiet(contestant.answer() ?? root)

/** Watches the text of the answer from now on, for some time after the click that is to come. */
async function stopSettled(): Promise<{ last_change_ms: number }> {
  const answer = contestant.answer()
  if (!answer) throw new Error('there is no answer to stop')
  let changed_at = 0
  let shown: string | null = null
  const observer = new MutationObserver(() => {
    if (!stopped) return
    const text = answer.textContent
    if (text !== (shown ?? shown_at_click)) changed_at = performance.now()
    shown = text
  })
  observer.observe(answer, { childList: true, subtree: true, characterData: true })
  while (!stopped) await new Promise((resolve) => requestAnimationFrame(resolve))
  await afterPaint(null)
  const painted_at = performance.now()
  await new Promise((resolve) => setTimeout(resolve, STOP_WATCHED_MS))
  observer.disconnect()
  return { last_change_ms: Math.max(painted_at, changed_at) - clicked_at }
}
