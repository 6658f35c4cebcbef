import { describe, expect, test } from 'vitest'
import { judgeLines } from '../../../../../src/main/self-test/diagnose/diagnose.ts'
import { checksAt, find, PlantedLog } from './planted-log.ts'

describe('the verdict', () => {
  test('of no log, an empty one, and one of garbage alone, is that there is nothing to judge', async () => {
    const none = await judgeLines([])
    expect(none).toMatchObject({
      verdict: 'no_evidence',
      says: 'There is no log yet.',
      period: null,
      lines: 0,
    })
    expect(none.findings.map(({ check }) => check)).toEqual(['log_there'])
    const empty = await judgeLines(['', ' '], ['sluice.log'])
    expect(empty).toMatchObject({ verdict: 'no_evidence', says: 'The log is empty.' })
    const garbage = await judgeLines(['a', 'b', '{"c":1}'], ['sluice.log'])
    expect(garbage).toMatchObject({ verdict: 'no_evidence', lines: 3, unreadable: 3 })
    expect(garbage.says).toBe('There is a file, but none of its 3 lines is a line of Sluice’s log.')
  })

  test('of an app that was asked nothing is that there is nothing to judge, unless something failed', async () => {
    const quiet = await new PlantedLog().start().quit().judge()
    expect(quiet).toMatchObject({ verdict: 'no_evidence', starts: 1, streams: 0 })
    expect(find(quiet, 'asked').advice).toMatch(/Send a message/)
    const failed = await new PlantedLog().line('app_start').line('store_unopenable', { message: 'x' }).judge()
    expect(failed).toMatchObject({
      verdict: 'broken',
      says: 'The app failed. The app could not start, 1 time.',
    })
    expect(checksAt(failed, 'broken')).toEqual(['start_failed'])
  })

  test('of an app that runs on is healthy: what still runs is no fault', async () => {
    const log = new PlantedLog().start().stream('a').open('b', { session: '2' }).begin('b', { session: '2' })
    log.open('c').begin('c').settle('c', { reason: 'stopped' })
    const diagnosis = await log.judge()
    expect(diagnosis).toMatchObject({
      verdict: 'healthy',
      says: 'Healthy: 3 answers, 2 of them still running, the other one ended once and was released; nothing had to be forced.',
    })
    expect(find(diagnosis, 'open_without_end').says).toBe('Yes. 1 answer is still running when the log ends.')
    expect(find(diagnosis, 'settled_not_released').says).toBe(
      'Yes. 1 answer is being let go when the log ends.',
    )
  })

  test.each([
    [1, 0, '1 answer, still running; nothing'],
    [6, 0, '6 answers, all still running; nothing'],
    [2, 2, '4 answers, 2 of them still running, the others each ended once and were released; nothing'],
    [0, 2, '2 answers, each ended once and was released; nothing'],
  ])('with %i running and %i ended says “%s had to be forced”', async (running, ended, words) => {
    const log = new PlantedLog().start()
    for (let i = 0; i < ended; i++) log.stream(`e${i}`, { session: `e${i}` })
    for (let i = 0; i < running; i++) log.open(`r${i}`, { session: `r${i}` })
    expect((await log.judge()).says).toBe(`Healthy: ${words} had to be forced.`)
  })

  test('counts what else there is', async () => {
    const log = new PlantedLog().start().stream('a').line('ipc_failed').line('stream_bug').quit()
    expect((await log.judge()).says).toBe(
      'The app failed. 1 answer ended by a bug of the core; the chats went on. (And 1 more broken.)',
    )
    const noted = new PlantedLog()
      .start()
      .stream('a')
      .line('app_quit')
      .line('app_exit', { why: 'asked twice' })
    noted.start().line('settings_row_damaged').quit()
    expect((await noted.judge()).says).toMatch(
      /^Nothing is broken in 1 answer. Worth knowing: 1 time .* \(And 1 more worth knowing.\)$/,
    )
  })

  test('puts the findings in the order of the tree', async () => {
    const { findings } = await new PlantedLog().start().stream('a').quit().judge()
    const branches = findings.map(({ branch }) => branch).filter((branch, i, all) => branch !== all[i - 1])
    expect(branches).toEqual(['hung', 'slow', 'screen', 'no_logs'])
    expect(findings.slice(0, 8).map(({ check }) => check)).toEqual([
      'overlap',
      'open_without_end',
      'settled_not_released',
      'forced_release',
      'orphans',
      'loop_blocked',
      'renderer_unresponsive',
      'store_blocked',
    ])
    expect(new Set(findings.map(({ check }) => check)).size).toBe(findings.length)
  })
})

describe('the runs of the app', () => {
  test('are judged each by itself: ids and silences of one do not meet those of another', async () => {
    const log = new PlantedLog()
    for (let i = 0; i < 3; i++) log.start().stream('a').stream('b', { session: '2' }).quit()
    expect(await log.judge()).toMatchObject({ verdict: 'healthy', starts: 3, streams: 6 })
  })

  test('what one left open is told as a crash, not as a fault of the next', async () => {
    const log = new PlantedLog().start().open('a').begin('a').line('renderer_gone', { reason: 'clean-exit' })
    const diagnosis = await log.start({ interrupted: 1 }).stream('a').quit().judge()
    expect(diagnosis.verdict).toBe('notices')
    expect(checksAt(diagnosis, 'notice')).toEqual(['app_crashed'])
    expect(find(diagnosis, 'open_without_end').says).toBe('Yes. 1 answer was cut with the app, see below.')
  })

  test('a start that failed is no crash', async () => {
    const log = new PlantedLog()
      .line('app_start')
      .line('start_failed', { message: 'x' })
      .start()
      .stream('a')
      .quit()
    expect(checksAt(await log.judge(), 'notice')).toEqual([])
  })
})

describe('whether the log is still written', () => {
  const judge = (log: PlantedLog, later_ms: number) => judgeLines(log.lines, ['x'], log.at + later_ms)

  test('is asked when the app had not ended, and its last line is older than a day', async () => {
    const running = new PlantedLog().start().stream('a')
    expect(find(await judge(running, 3_600_000), 'log_age')).toMatchObject({
      level: 'fine',
      says: 'The last line is 1 h old.',
    })
    const old = await judge(running, 3 * 24 * 3_600_000)
    expect(find(old, 'log_age')).toMatchObject({
      level: 'notice',
      says: 'The last line is 3 days old. The app had not ended by then.',
    })
    expect(old.verdict).toBe('notices')
    expect((await judge(running.quit(), 3 * 24 * 3_600_000)).verdict).toBe('healthy')
  })

  test('lines with no time, and a clock that was set back, do not disturb it', async () => {
    const log = new PlantedLog().start().stream('a').wait(-3_600_000).stream('b').raw('{"event":"x"}').quit()
    const diagnosis = await judge(log, -7_200_000)
    expect(diagnosis.verdict).toBe('healthy')
    expect(diagnosis.period).toEqual({ from: '2026-03-01T09:00:00.080Z', to: '2026-03-01T10:00:00.070Z' })
    expect((await judgeLines(['{"event":"app_start"}'])).period).toBeNull()
  })

  test('a sleep of hours while an engine leaves is no late release', async () => {
    const log = new PlantedLog()
      .start()
      .open('a')
      .begin('a')
      .settle('a')
      .wait(8 * 3_600_000)
      .line('x')
      .end('a')
    const asleep = new PlantedLog()
      .start()
      .open('a')
      .begin('a')
      .settle('a')
      .wait(8 * 3_600_000)
      .line('x')
      .wait(3_000)
    expect((await log.quit().judge()).verdict).toBe('healthy')
    expect((await asleep.line('y').judge()).verdict).toBe('healthy')
  })
})
