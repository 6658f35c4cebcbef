import type { ChatPage } from '../../e2e/support/chat-page.ts'
import type { Figure } from '../figure.ts'
import { spread } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { frameLength, withApp } from './bench-app.ts'

const MODEL = 'normal?rate=1000&length=1000000&first_ms=20'
/** A new chat now and then, as people do. */
const CLICKS_PER_CHAT = 10

interface Click {
  /** From the click to the last change of the answer's text, in the page's own time; 0 when nothing changed after it. */
  text_ms: number
  /** Which frame after the click drew that change; 1 is the next one. */
  text_frame: number
  /** The same for any change inside the answer's text: colours of code, the caret. */
  anything_ms: number
}

/** Real mouse clicks on Stop while an answer is drawn at 1,000 tokens a second. */
export function stopClick({ quick, scratch }: BenchOptions): Promise<Figure[]> {
  return withApp(scratch, async (chat) => {
    const n = quick ? 5 : 50
    await chat.newChatsUse(MODEL)
    const frame_ms = await frameLength(chat)
    const clicks: Click[] = []
    for (let trial = 0; trial < n; trial++) {
      if (trial % CLICKS_PER_CHAT === 0) await chat.newChat()
      clicks.push(await oneClick(chat, `Question ${trial}`))
    }
    const text_ms = clicks.map((click) => click.text_ms)
    const anything_ms = clicks.map((click) => click.anything_ms)
    const drawn = clicks.map((click) => click.text_frame)
    const inFrames = (samples_ms: number[]): number[] => samples_ms.map((ms) => ms / frame_ms)
    return [
      {
        id: 'stop-click',
        title: 'Stop click to last visible change at 1,000 tokens/s',
        n,
        measures: [
          ...spread('click to last change of text', 'ms', text_ms),
          // The same in frames of this page: what changes within one of them is drawn at the next.
          ...spread('click to last change of text', 'frames', inFrames(text_ms), 1).slice(0, 2),
          ...spread('frame that draws it, after the click', '', drawn, 1),
          ...spread('click to last change of anything in it', 'ms', anything_ms).slice(0, 2),
          { what: 'length of a frame', unit: 'ms', value: frame_ms },
        ],
      },
    ]
  })
}

async function oneClick(chat: ChatPage, prompt: string): Promise<Click> {
  const { page } = chat
  await chat.say(prompt)
  await page.waitForFunction((asked) => {
    const [question] = [...document.querySelectorAll('article[data-role=user]')].slice(-1)
    const [answer] = [...document.querySelectorAll('article[data-role=assistant]')].slice(-1)
    if (!question?.textContent.includes(asked)) return false
    return (answer?.querySelector(':scope > div:has(p)')?.textContent.length ?? 0) > 400
  }, prompt)
  const watch = await page.evaluateHandle(watchAnswer)
  await chat.stop.click()
  const click = await watch.evaluate(({ settled }) => settled)
  await watch.dispose()
  return click
}

/** In the page: notes when the last answer changes after the next click, until it is still. */
function watchAnswer(): { settled: Promise<Click> } {
  const STILL_FRAMES = 30
  const GIVE_UP_MS = 10_000
  const answer = [...document.querySelectorAll('article[data-role=assistant]')].at(-1)
  const part = answer?.querySelector(':scope > div:has(p)')
  if (!answer || !part) throw new Error('no answer to stop')
  const found = { clicked_at: 0, frames: 0, text_at: 0, text_frame: 1, anything_at: 0, shown: '' }
  const observer = new MutationObserver(() => {
    if (found.clicked_at === 0) return
    found.anything_at = performance.now()
    if (part.textContent === found.shown) return
    found.text_at = found.anything_at
    found.text_frame = found.frames + 1
    found.shown = part.textContent
  })
  observer.observe(part, { subtree: true, childList: true, characterData: true, attributes: true })
  const onClick = (event: Event): void => {
    found.shown = part.textContent
    found.clicked_at = event.timeStamp
  }
  document.addEventListener('click', onClick, { capture: true, once: true })
  const settled = new Promise<Click>((resolve, reject) => {
    const until = performance.now() + GIVE_UP_MS
    let still = 0
    const onFrame = (): void => {
      if (found.clicked_at > 0) found.frames++
      still = answer.getAttribute('data-state') === 'stopped' ? still + 1 : 0
      const late = performance.now() > until
      if (still <= STILL_FRAMES && !late) {
        requestAnimationFrame(onFrame)
        return
      }
      observer.disconnect()
      document.removeEventListener('click', onClick, { capture: true })
      const since = (at: number): number => Math.max(0, at - found.clicked_at)
      const { text_frame, text_at, anything_at } = found
      if (late) reject(new Error('the answer was not stopped'))
      else resolve({ text_ms: since(text_at), text_frame, anything_ms: since(anything_at) })
    }
    requestAnimationFrame(onFrame)
  })
  return { settled }
}
