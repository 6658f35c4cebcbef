import { beforeEach, expect, test, vi } from 'vitest'
import { Leaving, SAVED_WITHIN_MS } from '../../../../src/main/window/leaving.ts'
import type { WindowBook } from '../../../../src/main/window/window-book.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'

const electron = vi.hoisted(() => ({
  quits: 0,
  asked: [] as { message: string }[],
  answer: (response: number): unknown => response,
}))
vi.mock('electron', () => ({
  app: { quit: () => electron.quits++, relaunch: () => {} },
  BrowserWindow: { getFocusedWindow: () => null },
  dialog: {
    showMessageBox: (question: { message: string }) => {
      electron.asked.push(question)
      return new Promise((resolve) => (electron.answer = (response) => resolve({ response })))
    },
  },
}))
beforeEach(() => Object.assign(electron, { quits: 0, asked: [] }))

function app(unsaved = 0) {
  const state = { unsaved, saving: Promise.resolve(), windows: 0, size: 0 }
  const windows = {
    get count() {
      return state.windows
    },
  } as WindowBook
  const answers = {
    get size() {
      return state.size
    },
    saved: () => state.saving,
  }
  const clock = new VirtualClock()
  const leaving = new Leaving(windows, { answers, queues: { due: 0 }, unsaved: () => state.unsaved }, clock)
  return { state, leaving, clock }
}

test.skipIf(process.platform === 'darwin')(
  'without a window the app stays while an answer is not saved',
  async () => {
    const { state, leaving } = app(1)
    await leaving.whenUnwatched()
    expect(electron.quits).toBe(0)
    state.unsaved = 0
    await leaving.whenUnwatched()
    expect(electron.quits).toBe(1)
  },
)

test('an answer that the disk is just refusing is waited for, not lost', async () => {
  const { state, leaving } = app()
  const { promise, resolve } = Promise.withResolvers<void>()
  state.saving = promise
  const leaves = leaving.whenUnwatched()
  state.unsaved = 1
  resolve()
  await leaves
  expect(electron.quits).toBe(0)
})

test.skipIf(process.platform === 'darwin')(
  'a disk that never answers keeps an app without a window ten seconds, not for ever',
  async () => {
    const { state, leaving, clock } = app()
    state.saving = new Promise<void>(() => {})
    const leaves = leaving.whenUnwatched()
    await clock.advance(SAVED_WITHIN_MS - 1)
    expect(electron.quits).toBe(0)
    await clock.advance(1)
    await leaves
    expect(electron.quits).toBe(1)
  },
)

test.skipIf(process.platform === 'darwin')('told twice that nobody looks, the app quits once', async () => {
  const { leaving } = app()
  await Promise.all([leaving.whenUnwatched(), leaving.whenUnwatched()])
  expect(electron.quits).toBe(1)
})

test('Quit asks about what would be lost, and stays when told to', async () => {
  const { leaving } = app(2)
  const quitting = leaving.quit()
  expect(electron.asked).toMatchObject([
    { message: '2 answers are not saved yet.', defaultId: 1, cancelId: 1 },
  ])
  electron.answer(1)
  await quitting
  expect(electron.quits).toBe(0)
  const again = leaving.quit()
  electron.answer(0)
  await again
  expect(electron.quits).toBe(1)
})

test('Quit again while it asks goes at once, and with everything saved nothing is asked', async () => {
  const { leaving } = app(1)
  void leaving.quit()
  await leaving.quit()
  expect(electron.quits).toBe(1)
  await app(0).leaving.quit()
  expect(electron.quits).toBe(2)
  expect(electron.asked).toHaveLength(1)
})
