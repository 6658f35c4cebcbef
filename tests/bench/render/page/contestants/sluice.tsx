import { createRoot } from 'react-dom/client'
import { App } from '../../../../../src/renderer/app.tsx'
import { createApp } from '../../../../../src/renderer/state/create-app.ts'
import { pageFrames } from '../../../../../src/renderer/state/streams/page-frames.ts'
import { TokenBatcher } from '../../../../../src/main/streams/token-batcher.ts'
import type { MessageId, SessionId } from '../../../../../src/shared/ids.ts'
import type { Message } from '../../../../../src/shared/session.ts'
import { FakeMain } from '../../../../unit/renderer/support/fake-main.ts'
import type { Contestant, Mount } from '../contestant.ts'
import type { HistoryMessage } from '../documents.ts'

/**
 * The whole window over an in-memory main: tokens go through main's own batching, the window's gate and its state to the
 * list of messages. Of what the app does to draw an answer only the way between two processes is not here.
 */
export const mount: Mount = async (root, history) => {
  const main = new FakeMain()
  const session = main.addSession('Rendering')
  main.messages.set(session.session_id, messagesOf(history, session.session_id))
  main.state = { open_session_id: session.session_id }
  createRoot(root).render(<App app={createApp(main.bridge, pageFrames())} />)
  while (!root.querySelector('textarea') || (history.length > 0 && !root.querySelector('article'))) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
  const batcher = new TokenBatcher(CLOCK, (content) => main.stream().token(content))
  return {
    open: () => {
      const parent = main.messages.get(session.session_id)?.at(-1)?.message_id ?? null
      main.open(session.session_id, 'Go on', parent)
    },
    push: (token) => batcher.push(token, 'answer'),
    end: () => {
      batcher.finish()
      main.stream().finish({ reason: 'success', finish: 'stop' })
    },
    stop: () => {},
    answer: () =>
      [...root.querySelectorAll('article[data-role=assistant]')]
        .at(-1)
        ?.querySelector('[class*="_answer_"]') ?? null,
    stopButton: () =>
      [...root.querySelectorAll('button')].find((button) => button.textContent.startsWith(' Stop')) ?? null,
    furniture: '[class*="_codeHead_"], [class*="_caret_"]',
  } satisfies Contestant
}

const CLOCK = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

function messagesOf(history: readonly HistoryMessage[], session_id: SessionId): Message[] {
  const id = (index: number): MessageId =>
    `20000000-0000-4000-8000-${String(index).padStart(12, '0')}` as MessageId
  return history.map(({ role, text }, index) => ({
    message_id: id(index),
    session_id,
    parent_id: index === 0 ? null : id(index - 1),
    role,
    parts: [{ channel: 'answer', text }],
    created_at: Date.now(),
    model: null,
    stream_id: null,
    end:
      role === 'user'
        ? null
        : { reason: 'success', timings: { first_token_ms: 1, total_ms: 1, tokens: 360 } },
  }))
}
