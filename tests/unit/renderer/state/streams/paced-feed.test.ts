// @vitest-environment node
import type { Arbitrary } from 'fast-check'
import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  double,
  oneof,
  record,
  string,
} from 'fast-check'
import { expect, test, vi } from 'vitest'
import { SHARE } from '../../../../../src/renderer/state/streams/pace.ts'
import { BACKGROUND_MS } from '../../../../../src/renderer/state/streams/stream-feed.ts'
import { FakeFrames, FRAME_MS } from '../../support/fake-frames.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { sendText, shown, startedApp } from '../../support/started-app.ts'

/** An answer of which there is a word on screen, in a page whose updates cost this much. */
async function oneWriting(cost_ms = 10) {
  const frames = new FakeFrames()
  frames.cost_ms = cost_ms
  const app = await startedApp(new FakeMain(), frames)
  await sendText(app, 'One')
  const stream = app.main.stream()
  stream.token('a')
  return { app, stream, frames, answer: () => shown(app).at(-1) }
}

test('the first text of an answer is there in the call that brings it', async () => {
  const { answer } = await oneWriting()
  expect(answer()).toBe('a')
})

test('more of it comes with the next frame, and one frame changes the store once', async () => {
  const { app, stream, frames, answer } = await oneWriting(0)
  let changes = 0
  app.store.subscribe(() => changes++)
  stream.token('b')
  stream.token('c')
  expect(answer()).toBe('a')
  frames.frame()
  expect(answer()).toBe('abc')
  expect(changes).toBe(1)
})

test('where updates are costly it waits one frame more, and then comes as a whole', async () => {
  const { stream, frames, answer } = await oneWriting(SHARE * FRAME_MS * 1.7)
  stream.token('b')
  frames.frame()
  expect(answer()).toBe('ab')
  stream.token('c')
  frames.frame()
  stream.token('d')
  expect(answer()).toBe('ab')
  frames.frame()
  expect(answer()).toBe('abcd')
})

test('its end, an error and a new status wait for nothing, and bring what waited', async () => {
  const { app, stream, frames, answer } = await oneWriting()
  stream.token('b')
  stream.status({ status: 'stalled' })
  expect(answer()).toBe('ab')
  stream.token('c')
  stream.finish({ reason: 'success' })
  expect(answer()).toBe('abc')
  expect(app.store.getState().loaded[stream.identity.session_id]?.messages.at(-1)?.end).not.toBeNull()
  // Nothing is drawn once more.
  expect(frames.pending).toBe(0)
})

test('from the click on Stop on nothing more is drawn, not what waited for a frame either, until the end brings all of it', async () => {
  const { app, stream, frames, answer } = await oneWriting()
  stream.token('b')
  app.actions.stopOpen()
  expect(answer()).toBe('a')
  stream.token('c')
  frames.frame()
  expect(answer()).toBe('a')
  await settled()
  expect(answer()).toBe('abc')
})

test('an answer that takes its place, and another chat that is shown, wait for nothing', async () => {
  const { app, stream, answer } = await oneWriting()
  stream.token('b')
  await sendText(app, 'Two')
  app.main.stream().token('c')
  expect(shown(app)).toEqual(['One', 'ab', 'Two', 'c'])
  app.main.stream().token('d')
  app.actions.newChat()
  app.actions.show(stream.identity.session_id)
  expect(answer()).toBe('cd')
})

test('a hole among what waits is made good, with nothing lost or doubled', async () => {
  const { app, stream, frames, answer } = await oneWriting()
  app.main.delivers = () => false
  stream.token('b')
  app.main.delivers = () => true
  stream.token('c')
  frames.frame()
  await settled()
  stream.token('d')
  for (let n = 0; n < 3; n++) frames.frame()
  expect(answer()).toBe('abcd')
  expect(app.store.getState().counters).toMatchObject({ gaps: 1, resyncs: 1, duplicate: 0 })
})

test('nothing of it is left when the window ends', async () => {
  const frames = new FakeFrames()
  const main = new FakeMain()
  const session = main.addSession('One')
  main.state = { open_session_id: session.session_id }
  const stream = main.open(session.session_id, 'One', null)
  stream.token('a')
  const app = await startedApp(main, frames)
  stream.token('b')
  expect(frames.pending).toBe(1)
  app.end()
  expect(frames.pending).toBe(0)
})

type Deed = { token: string } | 'frame' | 'status' | 'away' | 'back' | 'background'
const deeds: Arbitrary<Deed[]> = array(
  oneof(
    { weight: 4, arbitrary: record({ token: string({ minLength: 1, maxLength: 3 }) }) },
    { weight: 3, arbitrary: constant<Deed>('frame') },
    constantFrom<Deed>('status', 'away', 'back', 'background'),
  ),
  { maxLength: 40 },
)

test('whenever text arrives and frames are drawn: what is shown is a beginning of it, and the end brings all', async () => {
  await assert(
    asyncProperty(deeds, double({ min: 0, max: 30, noNaN: true }), async (all, cost_ms) => {
      const { app, stream, frames, answer } = await oneWriting(cost_ms)
      const { session_id } = stream.identity
      vi.useFakeTimers()
      let sent = 'a'
      let before = 'a'
      for (const deed of all) {
        if (typeof deed === 'object') {
          sent += deed.token
          stream.token(deed.token)
        } else if (deed === 'frame') frames.frame()
        else if (deed === 'status') stream.status({ status: 'writing' })
        else if (deed === 'away') app.actions.newChat()
        else if (deed === 'back') app.actions.show(session_id)
        else vi.advanceTimersByTime(BACKGROUND_MS)
        const text = app.store.getState().open_session_id === session_id ? (answer() ?? '') : before
        expect(text.startsWith(before) && sent.startsWith(text)).toBe(true)
        before = text
      }
      app.actions.show(session_id)
      stream.finish({ reason: 'success' })
      expect(answer()).toBe(sent)
      expect(app.store.getState().counters).toMatchObject({ stale: 0, duplicate: 0, after_done: 0, gaps: 0 })
      vi.useRealTimers()
      app.end()
    }),
    { numRuns: 60 },
  )
})
