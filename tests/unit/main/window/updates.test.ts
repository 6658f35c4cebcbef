import { expect, test } from 'vitest'
import {
  canBeRenewed,
  LOOK_EVERY_MS,
  LOOK_WITHIN_MS,
  SILENT_MS,
  Updates,
} from '../../../../src/main/window/updates.ts'
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
  expect(log).toMatchObject([{ event: 'update_failed', reason: 'connection', detail: 'no way there' }])
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

/** A source that says nothing, and whatever else a test makes it do. */
function hearing() {
  const clock = new VirtualClock()
  const log: object[] = []
  let heard: (() => void) | undefined
  let signal: AbortSignal | undefined
  const updates = new Updates({
    clock,
    wanted: () => true,
    writeLog: (line) => void log.push(line),
    source: () =>
      Promise.resolve({
        fetch: (options) => {
          ;({ heard, signal } = options)
          return new Promise(() => {})
        },
      }),
  })
  updates.start()
  return { clock, log, heard: () => heard?.(), isCut: () => signal?.aborted }
}

test('a source that never answers, and cannot be called off, holds up no later look', async () => {
  const { clock, log, isCut } = hearing()
  await clock.advance(60_000 + SILENT_MS)
  expect(log).toMatchObject([{ event: 'update_failed', reason: 'silent' }])
  expect(isCut()).toBe(true)
  await clock.advance(LOOK_EVERY_MS + SILENT_MS)
  expect(log).toHaveLength(2)
})

test('a slow download is waited for as long as something comes, but not for ever', async () => {
  const { clock, log, heard } = hearing()
  await clock.advance(60_000)
  for (let ms = 0; ms < LOOK_WITHIN_MS - SILENT_MS; ms += SILENT_MS / 2) {
    await clock.advance(SILENT_MS / 2)
    heard()
    expect(log).toEqual([])
  }
  await clock.advance(SILENT_MS)
  expect(log).toHaveLength(1)
  heard()
  expect(clock.armed).toBe(1)
})

test.each([
  ['a signed build with a feed, installed on Windows', true, { platform: 'win32' }],
  ['one installed on a Mac', true, { platform: 'darwin' }],
  ['a package of a distribution', false, { platform: 'linux' }],
  ['an unsigned build, which has no feed', false, { has_feed: false }],
  ['a checkout', false, { is_packaged: false }],
] as const)('%s can be renewed: %s', (_, can, change) => {
  expect(canBeRenewed({ is_packaged: true, platform: 'win32', has_feed: true, ...change })).toBe(can)
})
