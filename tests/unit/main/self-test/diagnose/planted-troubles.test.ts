import { describe, expect, test } from 'vitest'
import { ERROR_TYPES } from '../../../../../src/shared/stream-end.ts'
import type { Fault } from './judge-fault.ts'
import { judgeFault, rightJudgement } from './judge-fault.ts'
import { checksAt, find, PlantedLog } from './planted-log.ts'

const many = (
  log: PlantedLog,
  count: number,
  plant: (log: PlantedLog, index: number) => void,
): PlantedLog => {
  for (let index = 0; index < count; index++) plant(log, index)
  return log
}

describe('what is slow is found', () => {
  test.each<Fault>([
    [
      'an answer that fell silent twice, told three times',
      (log) => {
        const status = (word: string) => log.of('a', 'stream_status', { status: word })
        log.open('a').begin('a', { model: 'big' })
        for (const word of ['stalled', 'stalled', 'writing', 'stalled']) status(word)
        return log.settle('a').end('a').quit()
      },
      'stalls',
      'notice',
      /^2 times an answer fell silent for 5 s and more: big \(2\)/,
    ],
    [
      'first words that take long, and with which model',
      (log) =>
        many(log, 20, (l, i) =>
          l.stream(`s${i}`, { model: i < 15 ? 'big' : 'small', first_token_ms: i < 15 ? 12_000 : 100 }),
        ).quit(),
      'first_token',
      'notice',
      /^The first word takes 12 s in the middle, 12 s in nine of ten, 12 s at most \(21 answers\). Slowest model: big, 12 s in the middle/,
    ],
    [
      'a prompt that waited longer than any engine may take',
      (log) =>
        log
          .of('before', 'prev_stream_finished_cleanly', { waited_ms: 3 })
          .of('before', 'prev_stream_timeout_on_cancel', { waited_ms: 6_000, how: 'forced' })
          .quit(),
      'waits',
      'notice',
      /^2 answers were waited for: 3 ms in the middle, 6 s at most; 1 left by themselves, 1 by force/,
    ],
    [
      'an engine that starts slowly',
      (log) => log.line('engine_ready', { model: 'big', pid: 7, ms: 25_000 }).quit(),
      'engine_start',
      'notice',
      /^An engine’s start takes 25 s \(1 start\)/,
    ],
    [
      'a window that stood still for a second',
      (log) => log.line('loop_blocked', { where: 'window', page_id: 1, ms: 1_400 }).quit(),
      'loop_blocked_window',
      'notice',
      /^A window stood still 1 time, for 1.4 s at most/,
    ],
    [
      'a window that stutters all the time',
      (log) => many(log, 20, (l) => l.line('loop_blocked', { where: 'window', page_id: 1, ms: 260 })).quit(),
      'loop_blocked_window',
      'notice',
      /^A window stood still 20 times, for 260 ms at most/,
    ],
  ])('%s', async (...fault) => {
    expect(await judgeFault(fault)).toEqual(rightJudgement(fault))
  })

  test('a single short stutter, and a slow first word among many, are nothing to look at', async () => {
    const log = many(new PlantedLog().start(), 20, (l, i) =>
      l.stream(`s${i}`, { first_token_ms: i === 0 ? 60_000 : 200 }),
    )
    log.line('loop_blocked', { where: 'window', page_id: 1, ms: 300 }).quit()
    const diagnosis = await log.judge()
    expect(diagnosis.verdict).toBe('healthy')
    expect(find(diagnosis, 'loop_blocked_window').says).toContain('1 time, for 300 ms')
    expect(find(diagnosis, 'first_token').says).toContain('1 min at most')
  })
})

describe('what is wrong on the screen is found', () => {
  test.each<Fault>([
    [
      'old text that reached a window, also of a stream this log does not know',
      (log) =>
        log
          .of('of-an-older-log', 'stale_dropped', { where: 'window', why: 'stale', count: 3 })
          .of('before', 'stale_dropped', { where: 'window', why: 'after_done', count: 1 })
          .of('before', 'stale_dropped', { where: 'main', why: 'after_end', count: 50 })
          .quit(),
      'stale_dropped',
      'notice',
      /dropped 4 events \(3 stale, 1 after done\); none was shown. 50 replies came after the end/,
    ],
    [
      'an answer that was never saved',
      (log) => log.of('before', 'stream_save_failed', { message: 'disk full' }).quit(),
      'save_failures',
      'broken',
      /^The disk refused 1 answer and no retry worked/,
    ],
    [
      'an answer that was saved at the third try',
      (log) =>
        log
          .of('before', 'stream_save_failed', { message: 'disk full' })
          .of('before', 'stream_save_failed', { message: 'disk full' })
          .of('before', 'stream_saved')
          .quit(),
      'save_failures',
      'notice',
      /^1 answer was saved only after the disk had refused/,
    ],
    [
      'text the disk refused while it was written',
      (log) => log.line('journal_batch_failed', { kind: 'full' }).line('journal_batch_saved').quit(),
      'journal_batch_failed',
      'notice',
      /^The disk refused text that was being written 1 time. 1 of them ended/,
    ],
    [
      'a page that crashed',
      (log) => log.line('renderer_gone', { reason: 'oom' }).quit(),
      'renderer_gone',
      'broken',
      /1 time/,
    ],
    [
      'a page that was killed',
      (log) => log.line('renderer_gone', { reason: 'killed' }).quit(),
      'renderer_gone',
      'notice',
      /1 time/,
    ],
    [
      'a page that did not load',
      (log) => log.line('page_failed', { message: 'x' }).quit(),
      'page_failed',
      'broken',
      /1 time/,
    ],
    ['a preload that failed', (log) => log.line('preload_failed').quit(), 'page_failed', 'broken', /1 time/],
    [
      'a request that failed',
      (log) => log.line('ipc_failed', { name: 'stream:open' }).quit(),
      'ipc_failed',
      'broken',
      /^1 request/,
    ],
    [
      'a request of a wrong shape',
      (log) => log.line('ipc_refused', { why: 'shape' }).quit(),
      'ipc_refused',
      'broken',
      /^1 request/,
    ],
    [
      'a request of a strange page',
      (log) => log.line('ipc_refused', { why: 'sender' }).quit(),
      'ipc_refused',
      'notice',
      /^1 request/,
    ],
    [
      'a store that died',
      (log) => log.line('store_worker_died').quit(),
      'store_worker_died',
      'broken',
      /^Saving stopped/,
    ],
    [
      'a store whose reader died',
      (log) => log.line('store_reader_died').quit(),
      'store_reader',
      'notice',
      /^No, 1 time/,
    ],
    [
      'a damaged database',
      (log) => log.line('store_salvaged', { rows_saved: 99, rows_expected: 100 }).quit(),
      'store_damaged',
      'broken',
      /^The chat database was damaged 1 time/,
    ],
    [
      'a backup that failed',
      (log) => log.line('backup_failed', { kind: 'full' }).quit(),
      'backups_failed',
      'notice',
      /^1 backup /,
    ],
    [
      'a damaged setting',
      (log) => log.line('settings_row_damaged', { key: 'theme' }).quit(),
      'damaged_settings',
      'notice',
      /^1 setting/,
    ],
    [
      'a page that wants out',
      (log) => log.line('request_blocked', { url: 'https://x' }).quit(),
      'page_policy',
      'notice',
      /1 time/,
    ],
    [
      'an unknown kind of error',
      (log) =>
        log
          .open('a')
          .begin('a')
          .settle('a', { reason: 'error', error_type: 'of_the_future' })
          .end('a')
          .quit(),
      'error_other',
      'notice',
      /^1 of 2 answers ended in “other”/,
    ],
    [
      'a prompt the disk refused before it ran',
      (log) =>
        log.open('a').of('a', 'stream_discarded', { reason: 'error', error_type: 'store_failed' }).quit(),
      'error_store_failed',
      'notice',
      /^1 of 2 answers ended in “store failed”/,
    ],
    ...ERROR_TYPES.map((error_type): Fault => [
      `the error ${error_type}`,
      (log) => log.open('a').begin('a').settle('a', { reason: 'error', error_type }).end('a').quit(),
      `error_${error_type}`,
      error_type === 'internal' ? 'broken' : 'notice',
      /^1 of 2 answers ended in “.+”: llama3 \(1\)/,
    ]),
  ])('%s', async (...fault) => {
    expect(await judgeFault(fault)).toEqual(rightJudgement(fault))
  })

  test('late replies that main kept, and a page that was closed, are nothing to look at', async () => {
    const log = new PlantedLog().start().stream('a')
    log.of('a', 'stale_dropped', { where: 'main', why: 'after_end', count: 12 })
    log
      .line('renderer_gone', { reason: 'clean-exit' })
      .of('a', 'late_write_refused', { operation: 'append' })
      .quit()
    const diagnosis = await log.judge()
    expect(diagnosis.verdict).toBe('healthy')
    expect(find(diagnosis, 'stale_dropped')).toMatchObject({ level: 'fine', count: 12 })
  })
})

describe('the simulator fails on purpose, and that is said', () => {
  test.each<[string, (log: PlantedLog) => PlantedLog, string]>([
    [
      'ignores-cancel',
      (log) => log.stream('a', { model: 'ignores-cancel?seed=3', how: 'forced', release_ms: 505 }),
      'forced_release',
    ],
    [
      'stalls',
      (log) =>
        log
          .open('a')
          .begin('a', { model: 'stalls' })
          .of('a', 'stream_status', { status: 'stalled' })
          .settle('a')
          .end('a'),
      'stalls',
    ],
    [
      'crash-mid-answer',
      (log) => log.line('engine_exit', { model: 'crash-mid-answer', ordered: false }),
      'engine_crashes',
    ],
    [
      'error',
      (log) => log.stream('a', { model: 'error', error_type: 'internal', reason: 'error' }),
      'error_internal',
    ],
  ])('%s', async (mode, plant, check) => {
    const diagnosis = await plant(new PlantedLog().start().stream('before')).quit().judge()
    expect(checksAt(diagnosis, 'broken')).toEqual([])
    expect(find(diagnosis, check)).toMatchObject({
      level: 'notice',
      says: expect.stringContaining(`${mode} (1)`) as string,
      advice: expect.stringMatching(/^Nothing: .*on purpose/) as string,
    })
  })

  test('but not where a real model did the same', async () => {
    const log = new PlantedLog().start()
    log.stream('a', { model: 'slow-cleanup', how: 'forced', release_ms: 505 })
    log.stream('b', { model: 'llama3', how: 'forced', release_ms: 505 }).quit()
    expect(find(await log.judge(), 'forced_release').advice).toMatch(/^Stop worked, .*1 of them/)
  })
})

test('stopping what still loads is done by ending its process, and nothing to look at', async () => {
  const log = new PlantedLog().start().open('a')
  log.line('engine_spawn', { model: 'm', pid: 7 }).of('a', 'stream_start', { model: 'm', messages: 1 })
  log.settle('a', { reason: 'stopped' })
  log.line('engine_killed', { model: 'm', pid: 7, why: 'did not leave its run in time' })
  log.end('a', { reason: 'stopped', how: 'forced', release_ms: 9 })
  const loading = await log.judge()
  expect(loading.verdict).toBe('healthy')
  expect(loading.says).toMatch(/nothing but 1 engine stopped while loading had to be forced\.$/)
  expect(find(loading, 'forced_release').says).toContain('1 engine was stopped while loading')

  log.line('engine_spawn', { model: 'm', pid: 8 }).line('engine_ready', { model: 'm', pid: 8, ms: 90 })
  log.open('b').begin('b', { model: 'm' }).settle('b', { reason: 'stopped' })
  log.line('engine_killed', { model: 'm', pid: 8, why: 'did not leave its run in time' })
  log.end('b', { reason: 'stopped', how: 'forced', release_ms: 505 }).quit()
  expect(find(await log.judge(), 'forced_release')).toMatchObject({ level: 'notice', count: 1 })
})

test('one request that was refused is told as one', async () => {
  const refused = (): PlantedLog => new PlantedLog().start().line('ipc_refused', { why: 'shape' })
  expect(find(await refused().judge(), 'ipc_refused').says).toMatch(/^1 request of a window was refused: /)
  const two = await refused().line('ipc_refused', { why: 'shape' }).judge()
  expect(find(two, 'ipc_refused').says).toMatch(/^2 requests of windows were refused: /)
})

test('an unsaved answer whose chat was deleted for good is no broken promise', async () => {
  const log = new PlantedLog().start().stream('a').of('a', 'stream_save_failed', { message: 'disk full' })
  expect(checksAt(await log.of('a', 'stream_unsaved_gone').quit().judge(), 'broken')).toEqual([])
})
