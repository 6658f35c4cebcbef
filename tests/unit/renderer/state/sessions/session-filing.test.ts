// @vitest-environment node
import { afterEach, describe, expect, test, vi } from 'vitest'
import { visibleSessions } from '../../../../../src/renderer/state/app-store.ts'
import type { App } from '../../../../../src/renderer/state/create-app.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { sendText, startedApp } from '../../support/started-app.ts'

afterEach(() => vi.useRealTimers())

const shown = ({ store }: App): string[] => visibleSessions(store.getState()).map((one) => one.title)
const refuses = (): { refused: string } => ({ refused: 'The disk is full.' })

async function threeChats() {
  const main = new FakeMain()
  const [c, b, a] = ['C', 'B', 'A'].map((title, i) => main.addSession(title, null, 1_000 + i))
  if (!a || !b || !c) throw new Error('three are three')
  main.state = { open_session_id: a.session_id }
  return { app: await startedApp(main), a: a.session_id, b: b.session_id, c: c.session_id }
}

describe('pinning', () => {
  test('puts a chat at the top at once, and back where it was', async () => {
    const { app, c } = await threeChats()
    const pinning = app.actions.pin(c, true)
    expect(shown(app)).toEqual(['C', 'A', 'B'])
    await pinning
    expect(app.main.asked('session:pin')).toEqual([{ session_id: c, pinned: true }])
    await app.actions.pin(c, false)
    expect(shown(app)).toEqual(['A', 'B', 'C'])
  })

  test('that main refuses is taken back with its sentence', async () => {
    const { app, c } = await threeChats()
    app.main.handlers['session:pin'] = refuses
    await app.actions.pin(c, true)
    expect(shown(app)).toEqual(['A', 'B', 'C'])
    expect(app.store.getState().toasts.map((toast) => toast.text)).toEqual(['The disk is full.'])
  })
})

describe('archiving', () => {
  test('takes the chat on screen away, shows the next one, and Undo shows it again', async () => {
    const { app, a, b } = await threeChats()
    await app.actions.archive(a)
    expect(shown(app)).toEqual(['B', 'C'])
    expect(app.store.getState().open_session_id).toBe(b)
    const [toast] = app.store.getState().toasts
    expect(toast).toMatchObject({ text: 'Archived “A”', undo: { archived_id: a } })
    app.actions.undo({ archived_id: a }, toast?.toast_id ?? 0)
    await settled()
    expect(shown(app)).toEqual(['A', 'B', 'C'])
    expect(app.store.getState()).toMatchObject({ open_session_id: a, toasts: [] })
    expect(app.main.asked('session:undelete')).toEqual([])
  })

  test('of a chat in the background leaves the one on screen, also after Undo', async () => {
    const { app, a, c } = await threeChats()
    await app.actions.archive(c)
    app.actions.undo({ archived_id: c }, app.store.getState().toasts[0]?.toast_id ?? 0)
    await settled()
    expect(app.store.getState().open_session_id).toBe(a)
    expect(shown(app)).toEqual(['A', 'B', 'C'])
  })

  test('that main refuses shows the chat again, on screen too, with its sentence', async () => {
    const { app, a } = await threeChats()
    app.main.handlers['session:archive'] = refuses
    await app.actions.archive(a)
    expect(shown(app)).toEqual(['A', 'B', 'C'])
    expect(app.store.getState().open_session_id).toBe(a)
    expect(app.store.getState().toasts).toMatchObject([{ text: 'The disk is full.', undo: null }])
  })

  test('the offer to undo ends by itself', async () => {
    const { app, c } = await threeChats()
    vi.useFakeTimers()
    await app.actions.archive(c)
    vi.advanceTimersByTime(10_000)
    expect(app.store.getState().toasts).toEqual([])
    expect(shown(app)).toEqual(['A', 'B'])
  })
})

describe('the archive', () => {
  test('is stepped through alone while it is shown, and left when a chat outside comes on screen', async () => {
    const { app, a, b, c } = await threeChats()
    await app.actions.archive(b)
    await app.actions.archive(c)
    app.actions.setArchiveShown(true)
    expect(shown(app)).toEqual(['B', 'C'])
    app.actions.step(1)
    expect(app.store.getState()).toMatchObject({ open_session_id: b, archive_shown: true })
    app.actions.step(-1)
    expect(app.store.getState().open_session_id).toBe(c)
    app.actions.show(a)
    expect(app.store.getState().archive_shown).toBe(false)
  })

  test('is left when nothing is in it any more', async () => {
    const { app, b, c } = await threeChats()
    await app.actions.archive(b)
    await app.actions.archive(c)
    app.actions.setArchiveShown(true)
    await app.actions.unarchive(b)
    expect(app.store.getState().archive_shown).toBe(true)
    await app.actions.remove(c)
    expect(app.store.getState().archive_shown).toBe(false)
    expect(shown(app)).toEqual(['A', 'B'])
  })

  test('gives a chat back that is written to, and the list shows where it went', async () => {
    const { app, b, c } = await threeChats()
    await app.actions.archive(b)
    await app.actions.archive(c)
    app.actions.setArchiveShown(true)
    app.actions.show(c)
    await sendText(app, 'Back again')
    expect(app.store.getState().archive_shown).toBe(false)
    expect(shown(app)).toEqual(['Back again', 'A'])
  })
})
