import { describe, expect, test } from 'vitest'
import type { Fault } from './judge-fault.ts'
import { judgeFault, rightJudgement } from './judge-fault.ts'
import { checksAt, find, PlantedLog } from './planted-log.ts'

const hang = (log: PlantedLog, ms: number): PlantedLog =>
  log.line('loop_blocked', { where: 'main', ms, ongoing: true, at: 'fold store.ts:7' })

describe('a planted fault of a hanging app is found, and nothing else is', () => {
  test.each<Fault>([
    [
      'two answers of one chat at once',
      (log) => log.open('a').begin('a').settle('a').open('b').begin('b').end('a').settle('b').end('b').quit(),
      'overlap',
      'broken',
      /^1 time an answer began/,
    ],
    [
      'an answer without an end in a run that quit in order',
      (log) => log.open('a').begin('a').quit(),
      'open_without_end',
      'broken',
      /^1 answer never ended/,
    ],
    [
      'an answer that went on when the next prompt of its chat was sent',
      (log) => log.open('a').begin('a').open('b').of('b', 'stream_status', { status: 'waiting' }),
      'open_without_end',
      'broken',
      /^1 answer never ended/,
    ],
    [
      'an answer that ended and was never released, in a log that goes on',
      (log) =>
        log.open('a').begin('a').settle('a').wait(6_000).stream('b', { session: '2' }).wait(6_000).line('x'),
      'settled_not_released',
      'broken',
      /^1 answer ended, and the engine was not gone 10 s later/,
    ],
    [
      'the same in a run that quit in order',
      (log) => log.open('a').begin('a').settle('a').quit(),
      'settled_not_released',
      'broken',
      /^1 answer ended/,
    ],
    [
      'engines that had to be taken away',
      (log) =>
        log
          .stream('a', { how: 'forced', release_ms: 505, reason: 'stopped' })
          .stream('b', { how: 'forced', release_ms: 2_010, reason: 'stopped' })
          .quit(),
      'forced_release',
      'notice',
      /^2 of 3 engines .* after 505 ms in the middle, 2 s at most: llama3 \(2\)/,
    ],
    [
      'an engine that took longer than is promised',
      (log) => log.stream('a', { how: 'forced', release_ms: 7_500 }).quit(),
      'forced_release',
      'broken',
      /^1 engine took longer to be gone than the 4 s .* 7.5 s at most/,
    ],
    [
      'an engine that outlives force and goes later',
      (log) =>
        log
          .open('a')
          .begin('a')
          .settle('a')
          .of('a', 'stream_orphan', { after_ms: 0 })
          .end('a', { how: 'fenced', release_ms: 2_500 })
          .stream('b')
          .of('a', 'stream_orphan_gone', { after_ms: 9_000 })
          .quit(),
      'orphans',
      'notice',
      /^1 engine outlived force and went later, after 9 s/,
    ],
    [
      'an engine that never goes',
      (log) =>
        log
          .open('a')
          .begin('a')
          .settle('a')
          .of('a', 'stream_orphan', { after_ms: 0 })
          .end('a', { how: 'fenced', release_ms: 2_500 })
          .stream('b')
          .quit(),
      'orphans',
      'broken',
      /^1 engine was still there/,
    ],
    [
      'a moment in which main stood still',
      (log) => log.line('loop_blocked', { where: 'main', ms: 400 }).quit(),
      'loop_blocked',
      'notice',
      /^Main stood still 1 time for a moment, 400 ms at most/,
    ],
    [
      'a hang of main that is over',
      (log) => hang(hang(log, 1_000), 5_000).line('loop_blocked', { where: 'main', ms: 6_400 }).quit(),
      'loop_blocked',
      'broken',
      /^Main stood still 1 time, for 6.4 s at most. It stood in fold store.ts:7/,
    ],
    [
      'main hanging when the log ends',
      (log) => hang(hang(log, 1_000).wait(4_000), 5_000),
      'loop_blocked',
      'broken',
      /^Main is hanging since 09:59:59 \(UTC\), for 5 s when the log ends. It stood in fold store.ts:7/,
    ],
    [
      'a window that was silent and came back',
      (log) =>
        log
          .line('renderer_unresponsive', { page_id: 1, ms: 5_100 })
          .line('renderer_responsive', { page_id: 1, ms: 8_000 })
          .quit(),
      'renderer_unresponsive',
      'notice',
      /^1 time a window was silent .* after 8 s/,
    ],
    [
      'a window that never came back, while another did',
      (log) =>
        log
          .line('renderer_unresponsive', { page_id: 1, ms: 5_100 })
          .line('renderer_unresponsive', { page_id: 2, ms: 5_100 })
          .line('renderer_responsive', { page_id: 2, ms: 8_000 })
          .quit(),
      'renderer_unresponsive',
      'broken',
      /^1 window stopped answering and never did again/,
    ],
    [
      'a disk that answered late',
      (log) =>
        log
          .line('store_blocked', { ms: 2_000, ongoing: true, operation: 'stream:append' })
          .line('store_blocked', { ms: 3_500, operation: 'stream:append' })
          .quit(),
      'store_blocked',
      'notice',
      /^1 time the disk took more than 2 s to answer: 3.5 s/,
    ],
    [
      'a disk that never answered',
      (log) => log.line('store_blocked', { ms: 2_000, ongoing: true, operation: 'stream:open' }),
      'store_blocked',
      'broken',
      /^1 time the disk had not answered/,
    ],
    [
      'a run that ended without an exit, with an answer in it',
      (log) => log.open('a').begin('a').start({ interrupted: 1 }).stream('b').quit(),
      'app_crashed',
      'notice',
      /^1 run of the app ended without an exit. 1 answer was running then, and 1 found with their text/,
    ],
    [
      'a quit that was asked for twice',
      (log) => log.line('app_quit').line('app_exit', { why: 'asked twice' }),
      'quit_forced',
      'notice',
      /^1 time the app was asked twice/,
    ],
    [
      'a quit that took too long, with an answer in it',
      (log) => log.open('a').begin('a').quit('took too long'),
      'quit_forced',
      'notice',
      /1 answer had not ended/,
    ],
    [
      'an engine process that crashed',
      (log) => log.line('engine_exit', { model: 'm', code: 1, signal: null, ordered: false }).quit(),
      'engine_crashes',
      'notice',
      /^1 engine process ended by itself: m \(1\)/,
    ],
    [
      'an error nobody had thought of',
      (log) => log.line('uncaught_exception', { message: 'boom' }).line('unhandled_rejection', {}).quit(),
      'exceptions',
      'broken',
      /^2 errors/,
    ],
    [
      'a bug of the core',
      (log) => log.of('before', 'stream_bug').quit(),
      'stream_bug',
      'broken',
      /^1 answer/,
    ],
    [
      'a part that did not close',
      (log) => log.line('dispose_failed').quit(),
      'shutdown',
      'broken',
      /^1 part/,
    ],
    ['a shutdown that failed', (log) => log.line('shutdown_failed').quit(), 'shutdown', 'broken', /^1 part/],
    ['a store closed late', (log) => log.line('store_dispose_late').quit(), 'shutdown', 'notice', /^1 part/],
    [
      'a watcher that failed',
      (log) => log.line('loop_watch_failed', { message: 'x' }).quit(),
      'watch_failed',
      'notice',
      /^The watcher of main failed 1 time/,
    ],
    [
      'an engine that talks nonsense',
      (log) => log.line('engine_malformed_message', { model: 'm', count: 1 }).quit(),
      'engine_garbage',
      'notice',
      /^1 message/,
    ],
  ])('%s', async (...fault) => {
    expect(await judgeFault(fault)).toEqual(rightJudgement(fault))
  })
})

describe('what looks alike is told apart', () => {
  test('a window that was silent because its page crashed is one fault, not two', async () => {
    const log = new PlantedLog().start().stream('a')
    log
      .line('renderer_unresponsive', { page_id: 1, ms: 5_100 })
      .line('renderer_gone', { page_id: 1, reason: 'oom' })
    expect(checksAt(await log.quit().judge(), 'broken')).toEqual(['renderer_gone'])
  })

  test('a quit forced first and in order a moment later was forced, and each run is shown its own exit', async () => {
    const log = new PlantedLog().start().stream('a').quit().start().stream('b')
    log.line('app_quit').line('app_exit', { why: 'asked twice' }).line('app_exit', { why: 'in order, 80 ms' })
    const { level, count, evidence } = find(await log.judge(), 'quit_forced')
    expect({ level, count }).toEqual({ level: 'notice', count: 1 })
    expect(evidence).toEqual([expect.stringContaining('why=“asked twice”') as string])
  })

  test('the last lines of a run whose beginning is gone are no crash; an answer that ran there is one', async () => {
    const tail = new PlantedLog()
      .line('engine_exit', { model: 'm', ordered: true })
      .start()
      .stream('a')
      .quit()
    expect((await tail.judge()).verdict).toBe('healthy')
    const cut = new PlantedLog().begin('old').start({ interrupted: 1 }).stream('a').quit()
    expect(checksAt(await cut.judge(), 'notice')).toEqual(['app_crashed'])
  })

  test('what a missing line may have ended is not called endless', async () => {
    const log = new PlantedLog().start().stream('a').line('renderer_unresponsive', { page_id: 1, ms: 5_100 })
    log.line('store_blocked', { ms: 2_000, ongoing: true, operation: 'stream:open' })
    log.of('a', 'stream_orphan').of('a', 'stream_save_failed').line('journal_batch_failed')
    const whole = await log.judge()
    expect(checksAt(whole, 'broken')).toHaveLength(4)
    expect(checksAt(await log.raw('{"time":"2026').line('x').judge(), 'broken')).toEqual([])
  })
})

describe('a hang that had to be ended from outside', () => {
  test('is both a hang and a crash, with the place main stood in', async () => {
    const log = hang(new PlantedLog().start().open('a').begin('a'), 30_000).start({ interrupted: 1 }).quit()
    const diagnosis = await log.judge()
    expect(checksAt(diagnosis, 'broken')).toEqual(['loop_blocked', 'app_crashed'])
    expect(diagnosis.says).toMatch(/^The app hung. Main hung since 09:59:30 \(UTC\) for 30 s at least, until/)
    expect(find(diagnosis, 'loop_blocked').says).toContain('It stood in fold store.ts:7')
    expect(find(diagnosis, 'app_crashed').says).toContain('while main was hanging')
  })
})
