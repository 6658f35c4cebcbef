import { expect, test } from 'vitest'
import { FAREWELL_MS, Farewell } from '../../../../src/main/window/farewell.ts'
import { VirtualClock, promisesRun } from '../../../support/virtual-clock.ts'

function page(id: number, state: Partial<Record<'isDestroyed' | 'isCrashed', () => boolean>> = {}) {
  const told: string[] = []
  const send = (name: string): void => void told.push(name)
  return { id, told, send, isDestroyed: () => false, isCrashed: () => false, ...state }
}

/** Whether a promise is settled by now. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false
  void promise.then(() => (done = true))
  await promisesRun()
  return done
}

test('a window goes when its page says that nothing is left to save', async () => {
  const farewell = new Farewell(new VirtualClock())
  const one = page(1)
  const asked = farewell.ask(one)
  expect(one.told).toEqual(['window:leaving'])
  farewell.left(2)
  expect(await isDone(asked)).toBe(false)
  farewell.left(1)
  expect(await isDone(asked)).toBe(true)
})

test('a page that does not answer holds nobody up for long, and a crashed one not at all', async () => {
  const clock = new VirtualClock()
  const farewell = new Farewell(clock)
  const asked = farewell.ask(page(1))
  await clock.advance(FAREWELL_MS - 1)
  expect(await isDone(asked)).toBe(false)
  await clock.advance(1)
  expect(await isDone(asked)).toBe(true)
  const crashed = page(2, { isCrashed: () => true })
  expect(await isDone(farewell.ask(crashed))).toBe(true)
  expect(crashed.told).toEqual([])
})

test('a close and a quit at once both go on with the one answer', async () => {
  const farewell = new Farewell(new VirtualClock())
  const both = Promise.all([farewell.ask(page(1)), farewell.ask(page(1))]).then(() => {})
  farewell.left(1)
  expect(await isDone(both)).toBe(true)
})

test('a page that goes in the moment it is asked holds nobody up, and its going is no failure of the quit', async () => {
  const clock = new VirtualClock()
  const farewell = new Farewell(clock)
  const gone = {
    ...page(1),
    send: (): void => {
      throw new TypeError('Object has been destroyed')
    },
  }
  await expect(farewell.ask(gone)).resolves.toBeUndefined()
  expect(clock.armed).toBe(0)
})
