import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../support/virtual-clock.ts'
import { tempStore } from './temp-store.ts'

// When an operation counts as late is in store-watch.test.ts; here a real worker is late because another program holds the file.

test('of several operations in line the one that holds up the others is told, by its name', async () => {
  const clock = new VirtualClock()
  const { file, log, sessions } = await tempStore({ clock })
  const holder = new DatabaseSync(file)
  holder.exec('BEGIN IMMEDIATE')
  const creating = sessions.create(null)
  const others = [sessions.create(null), sessions.create(null)]
  await clock.advance(60_000)
  const blocked = (): unknown[] => log.filter(({ event }) => event === 'store_blocked')
  const told = { event: 'store_blocked', ms: 2_000, ongoing: true, operation: 'session:insert' }
  expect(blocked()).toEqual([told])
  holder.close()
  await Promise.all([creating, ...others])
  expect(blocked()).toEqual([told, { event: 'store_blocked', ms: 60_000, operation: 'session:insert' }])
})

test('a store that has answered all is not waited for: nothing is armed, nothing is told', async () => {
  const clock = new VirtualClock()
  const { log, sessions } = await tempStore({ clock })
  for (let i = 0; i < 3; i++) await sessions.create(null)
  expect(clock.armed).toBe(0)
  await clock.advance(60_000)
  expect(log.map(({ event }) => event)).toEqual(['store_opened'])
})
