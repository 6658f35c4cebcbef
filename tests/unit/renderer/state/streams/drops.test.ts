// @vitest-environment node
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createApp } from '../../../../../src/renderer/state/create-app.ts'
import {
  DROPS_KEPT,
  dropOf,
  remember,
  TELL_AFTER_MS,
} from '../../../../../src/renderer/state/streams/drops.ts'
import { BACKGROUND_MS } from '../../../../../src/renderer/state/streams/stream-feed.ts'
import type { StreamId } from '../../../../../src/shared/ids.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { sendText, startedApp } from '../../support/started-app.ts'
import { token } from '../../support/stream-events.ts'

describe('what is remembered', () => {
  test('a drop says which event it was and why, never what it said', () => {
    const drop = dropOf(token(4, 7, 'a person’s words'), 'duplicate')
    expect(drop).toMatchObject({ stream_id: 'session-1-stream-4', generation: 4, seq: 7, type: 'token' })
    expect(drop?.why).toBe('duplicate')
    expect(JSON.stringify(drop)).not.toContain('words')
  })

  test.each(['applied', 'held', 'snapshot'] as const)('an event that is %s is no drop', (verdict) => {
    expect(dropOf(token(1, 0), verdict)).toBeNull()
  })

  test('the newest are kept, and the list is the same one when nothing came', () => {
    const all = Array.from({ length: DROPS_KEPT + 50 }, (_, seq) => dropOf(token(1, seq), 'stale')!)
    const kept = remember(all.slice(0, 100), all.slice(100))
    expect(kept).toHaveLength(DROPS_KEPT)
    expect(kept.at(-1)).toBe(all.at(-1))
    expect(remember(kept, [])).toBe(kept)
  })
})

describe('a window whose gate drops', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  async function oneRunning() {
    const app = await startedApp()
    await sendText(app, 'One')
    const late = (content: string, seq: number, stream_id = app.main.stream().identity.stream_id): void =>
      app.main.tell('stream:event', {
        type: 'token',
        content,
        channel: 'answer',
        ...app.main.stream().identity,
        stream_id,
        seq,
      })
    return { app, late, told: () => app.main.asked('window:dropped') }
  }

  test('remembers each and tells main after a second, one count for each stream and reason', async () => {
    const { app, late, told } = await oneRunning()
    const { stream_id, session_id } = app.main.stream().identity
    app.main.stream().token('shown')
    for (let i = 0; i < 5; i++) late('TWICE', 0)
    late('OLD', 1, 'another-stream' as StreamId)
    app.main.stream().finish({ reason: 'success' })
    late('LATE', 90)
    const drops = app.store.getState().drops.map(({ why, seq }) => `${why} ${seq}`)
    expect(drops).toEqual([...Array<string>(5).fill('duplicate 0'), 'stale 1', 'after_done 90'])
    vi.advanceTimersByTime(TELL_AFTER_MS - 1)
    expect(told()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(told()).toEqual([
      {
        dropped: [
          { stream_id, session_id, why: 'duplicate', count: 5 },
          { stream_id: 'another-stream', session_id, why: 'stale', count: 1 },
          { stream_id, session_id, why: 'after_done', count: 1 },
        ],
      },
    ])
    vi.advanceTimersByTime(10 * TELL_AFTER_MS)
    expect(told()).toHaveLength(1)
  })

  test('tells the next ones with their own count', async () => {
    const { late, told } = await oneRunning()
    for (let round = 0; round < 2; round++) {
      late('TWICE', 0)
      vi.advanceTimersByTime(TELL_AFTER_MS)
    }
    expect(told()).toMatchObject([{ dropped: [{ count: 1 }] }, { dropped: [{ count: 1 }] }])
  })

  test('tells no more in one message than main takes', async () => {
    const { late, told } = await oneRunning()
    for (let i = 0; i < 600; i++) late('OLD', 1, `stream-${i}` as StreamId)
    vi.advanceTimersByTime(TELL_AFTER_MS)
    const sizes = told().map((input) => (input as { dropped: unknown[] }).dropped.length)
    expect(sizes).toEqual([256, 256, 88])
  })

  test('arms nothing, tells nothing and keeps its list while nothing is dropped', async () => {
    const { app, told } = await oneRunning()
    vi.advanceTimersByTime(TELL_AFTER_MS)
    const [before, timers] = [app.store.getState().drops, vi.getTimerCount()]
    for (let i = 0; i < 100; i++) app.main.stream().token('x')
    expect(vi.getTimerCount()).toBe(timers)
    vi.advanceTimersByTime(10 * TELL_AFTER_MS)
    expect(told()).toEqual([])
    expect(app.store.getState().drops).toBe(before)
  })

  test('tells what waits when it ends, and arms nothing after it', async () => {
    const main = new FakeMain()
    const end = createApp(main.bridge).start()
    const { session_id } = main.addSession('Before')
    const stream = main.open(session_id, 'One', null)
    const again = { ...stream.identity, seq: 0, type: 'status', status: 'thinking' } as const
    main.tell('stream:event', again)
    // A session in the background is brought up to date a little later.
    vi.advanceTimersByTime(BACKGROUND_MS)
    end()
    expect(main.asked('window:dropped')).toMatchObject([{ dropped: [{ why: 'duplicate', count: 1 }] }])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('goes on when main does not take it', async () => {
    const { app, late, told } = await oneRunning()
    app.main.handlers['window:dropped'] = () => Promise.reject(new Error('leaving'))
    late('TWICE', 0)
    vi.advanceTimersByTime(TELL_AFTER_MS)
    await settled()
    late('TWICE', 0)
    vi.advanceTimersByTime(TELL_AFTER_MS)
    expect(told()).toHaveLength(2)
  })
})
