import { expect, test } from 'vitest'
import { LOOK_EVERY_MS, Updates } from '../../../../src/main/window/updates.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'

/** A source that answers what it is told, one answer a look. */
function looked(answers: (string | null | Error)[], wanted = true) {
  const clock = new VirtualClock()
  const log: object[] = []
  let asked = 0
  const said = { wanted }
  const updates = new Updates({
    clock,
    wanted: () => said.wanted,
    writeLog: (line) => void log.push(line),
    source: () =>
      Promise.resolve({
        fetch: async () => {
          const answer = answers[asked++] ?? null
          if (answer instanceof Error) throw answer
          return answer
        },
      }),
  })
  updates.start()
  const days = async (count: number): Promise<void> => {
    for (let day = 0; day < count; day++) await clock.advance(LOOK_EVERY_MS)
  }
  return { updates, log, days, said, asked: () => asked }
}

test('nobody is asked for a newer version before a person said yes', async () => {
  const { days, said, asked } = looked([null], false)
  await days(3)
  expect(asked()).toBe(0)
  said.wanted = true
  await days(1)
  expect(asked()).toBe(1)
})

test('a look that fails is told to the log alone and tried again the next day', async () => {
  const { days, log, asked } = looked([new Error('no way there'), null])
  await days(1)
  expect(log).toEqual([{ event: 'update_failed', message: 'no way there' }])
  await days(1)
  expect(asked()).toBe(2)
})

test('a version that was fetched is fetched once', async () => {
  const { days, log, asked } = looked(['0.2.0', '0.2.0'])
  await days(5)
  expect(asked()).toBe(1)
  expect(log).toEqual([{ event: 'update_looked', found: '0.2.0' }])
})

test('an app that quits looks no more', async () => {
  const { updates, days, asked } = looked([null])
  updates.dispose()
  await days(2)
  expect(asked()).toBe(0)
})
