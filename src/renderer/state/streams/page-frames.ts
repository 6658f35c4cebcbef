import type { Frames } from './pace.ts'

/** A page that is hidden, or covered, draws no frames: nothing waits for one longer than this. */
const FRAME_MISSING_MS = 100

/** The frames of this page. */
export function pageFrames(): Frames {
  return {
    now: () => performance.now(),
    next: (run) => {
      const undo = (): void => {
        cancelAnimationFrame(frame)
        clearTimeout(timer)
      }
      const frame = requestAnimationFrame((at_ms) => {
        undo()
        run(at_ms)
      })
      const timer = setTimeout(() => {
        undo()
        run(performance.now())
      }, FRAME_MISSING_MS)
      return undo
    },
    painted: afterPaint(),
  }
}

/** A message that is sent while a frame is made arrives when that is done: style, layout, paint. One channel for all. */
function afterPaint(): Frames['painted'] {
  let channel: MessageChannel | null = null
  let waiting: { number: number; run: () => void } | null = null
  let last = 0
  const arrived = ({ data }: MessageEvent<number>): void => {
    // One that was undone still arrives.
    if (data !== waiting?.number) return
    const { run } = waiting
    waiting = null
    run()
  }
  const open = (): MessageChannel => {
    const opened = new MessageChannel()
    opened.port1.addEventListener('message', arrived)
    opened.port1.start()
    return opened
  }
  return (run) => {
    const number = ++last
    waiting = { number, run }
    channel ??= open()
    channel.port2.postMessage(number)
    return () => {
      if (waiting?.number === number) waiting = null
    }
  }
}
