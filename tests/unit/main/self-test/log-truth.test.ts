import { describe, expect, test } from 'vitest'
import { findLogLies, LogTruth } from '../../../../src/main/self-test/log-truth.ts'
import type { LogLine } from '../../../../src/main/ports.ts'

const line = (event: string, stream_id: string, session_id = 's'): LogLine => ({
  event,
  stream_id,
  session_id,
})
const whole = (stream_id: string, session_id = 's'): LogLine[] =>
  ['stream_open', 'stream_start', 'stream_first_token', 'stream_settled', 'stream_end', 'stream_saved'].map(
    (event) => line(event, stream_id, session_id),
  )

describe('a truthful log has no lies', () => {
  test.each<[string, LogLine[]]>([
    ['no line at all', []],
    ['one stream', whole('a')],
    ['two of one session, one after the other', [...whole('a'), ...whole('b')]],
    [
      'two sessions at once',
      [line('stream_open', 'a', '1'), ...whole('b', '2'), ...whole('a', '1').slice(1)],
    ],
    [
      'a waiting one that was discarded',
      [
        line('stream_open', 'a'),
        line('stream_open', 'b'),
        line('stream_discarded', 'b'),
        ...whole('a').slice(1),
      ],
    ],
    [
      'text of an older log that a window dropped',
      [line('stale_dropped', 'of-an-older-log'), ...whole('a'), line('stale_dropped', 'a')],
    ],
    ['lines that are of no stream', [{ event: 'app_start' }, { event: 'engine_spawn', model: 'm', pid: 1 }]],
  ])('%s', (_what, log) => {
    expect(findLogLies(log)).toEqual([])
  })
})

describe('a planted lie is found', () => {
  const open = line('stream_open', 'a')
  const start = line('stream_start', 'a')
  const end = line('stream_end', 'a')
  test.each<[string, LogLine[], string]>([
    ['an open without an end', [open], 'a has no end'],
    ['a run without an end', [open, start], 'a has no end'],
    ['an end without a run', [open, end], 'without having started'],
    ['two ends', [open, start, end, end], 'without having started'],
    ['two opens', [open, start, end, open, start, end], 'opened twice'],
    ['a start of nothing', [start, end], 'without being open'],
    ['a run discarded', [open, start, line('stream_discarded', 'a')], 'discarded without being open'],
    ['a start after a discard', [open, line('stream_discarded', 'a'), start, end], 'without being open'],
    [
      'a second run of the session before the first ended',
      [open, start, ...whole('b'), end],
      'had not ended',
    ],
    ['a line of a stream never opened', [line('stream_cancelled', 'ghost')], 'ghost was never opened'],
    [
      'a first token while it waits',
      [open, line('stream_first_token', 'a'), start, end],
      'which was not running',
    ],
    [
      'a first token after the end',
      [open, start, end, line('stream_first_token', 'a')],
      'which was not running',
    ],
    ['ended after the end', [open, start, end, line('stream_settled', 'a')], 'which was not running'],
  ])('%s', (_what, log, lie) => {
    expect(findLogLies(log).join('; ')).toContain(lie)
  })
})

describe('read line by line', () => {
  const lies = (truth: LogTruth, log: LogLine[]): string[] =>
    log.flatMap((one) => truth.see(one)).map(({ kind, says }) => `${kind}: ${says}`)
  const [open, start, token, settled, end] = whole('a').slice(0, 5) as [
    LogLine,
    LogLine,
    LogLine,
    LogLine,
    LogLine,
  ]

  test('each lie is told at its line, by its kind; what has no end, at the end', () => {
    const truth = new LogTruth()
    expect(lies(truth, [open, start])).toEqual([])
    expect(lies(truth, [start])).toEqual([
      'order: a started without being open',
      'overlap: a started while another of its session had not ended',
    ])
    expect(truth.end()).toEqual([{ kind: 'no_end', says: 'a has no end' }])
    expect(lies(truth, [end])).toEqual([])
    expect(truth.end()).toEqual([])
  })

  test('the end of an overtaken stream does not hide that the newer one still runs', () => {
    const truth = new LogTruth()
    const log = [open, start, line('stream_open', 'b'), line('stream_start', 'b'), end]
    expect(lies(truth, log)).toHaveLength(1)
    expect(lies(truth, [line('stream_open', 'c'), line('stream_start', 'c')])).toEqual([
      'overlap: c started while another of its session had not ended',
    ])
  })

  test('one that begins in the middle is not held to what came before it', () => {
    expect(lies(new LogTruth({ begins_late: true }), [token, settled, end, ...whole('b')])).toEqual([])
    expect(lies(new LogTruth({ begins_late: true }), [start, ...whole('b')])).toHaveLength(1)
    expect(lies(new LogTruth({ begins_late: true }), [end, start])).toEqual([
      'order: a started without being open',
    ])
  })

  test('where lines are missing, streams that were live are not held to them, and later ones are', () => {
    const truth = new LogTruth()
    truth.see(open)
    truth.missed()
    expect(lies(truth, [token, settled, end, ...whole('b'), line('stream_end', 'unheard of')])).toEqual([])
    expect(truth.end()).toEqual([])
    expect(lies(truth, [line('stream_end', 'b')])).toEqual(['order: b ended without having started'])
  })

  test('more streams than it remembers make it forget, and never lie itself', () => {
    const truth = new LogTruth({ remember: 2 })
    expect(
      lies(
        truth,
        ['a', 'b', 'c'].flatMap((id) => whole(id)),
      ),
    ).toEqual([])
    expect(lies(truth, [line('stream_saved', 'a')])).toEqual([])
    expect(lies(truth, [line('stream_end', 'c')])).toHaveLength(1)
    expect(
      lies(
        truth,
        ['d', 'e', 'f'].map((id) => line('stream_open', id, id)),
      ),
    ).toEqual([])
    expect(truth.end()).toHaveLength(2)
  })
})
