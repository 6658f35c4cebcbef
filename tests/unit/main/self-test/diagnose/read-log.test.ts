import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { diagnose } from '../../../../../src/main/self-test/diagnose/diagnose.ts'
import { openLog } from '../../../../../src/main/self-test/diagnose/read-log.ts'
import { checksAt, find, PlantedLog } from './planted-log.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-diagnose-'))
  path = join(folder, 'sluice.log')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Files this process holds open, where the system tells. */
const handles = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)

/** A missing file as “(gone)”. */
async function all(lines: AsyncIterable<string | null>): Promise<string[]> {
  const found: string[] = []
  for await (const line of lines) found.push(line ?? '(gone)')
  return found
}

async function linesOf(file = path): Promise<string[]> {
  const log = await openLog(file)
  try {
    return await all(log.lines())
  } finally {
    await log.close()
  }
}
const readable = async (file = path): Promise<string[]> => (await linesOf(file)).filter((line) => line !== '')

describe('the files of a log', () => {
  test('are read oldest first, those that exist', async () => {
    for (const [name, line] of [
      ['.4', 'first'],
      ['.2', 'second'],
      ['.1', 'third'],
      ['', 'fourth'],
      ['.5', 'of no log'],
    ])
      writeFileSync(path + name, `${line}\n`)
    expect(await readable()).toEqual(['first', '(gone)', 'second', 'third', 'fourth'])
    const log = await openLog(path)
    await log.close()
    expect(log.files).toEqual([`${path}.4`, `${path}.2`, `${path}.1`, path])
  })

  test('none at all, or a folder that is not there, is no log', async () => {
    expect(await linesOf()).toEqual([])
    expect(await linesOf(join(folder, 'nowhere', 'sluice.log'))).toEqual([])
    writeFileSync(join(folder, 'file'), '')
    expect(await linesOf(join(folder, 'file', 'sluice.log'))).toEqual([])
  })

  test('are all opened before one is read, so that a log that moves on meanwhile is read whole', async () => {
    writeFileSync(`${path}.1`, 'old\n')
    writeFileSync(path, 'new\n')
    const log = await openLog(path)
    renameSync(`${path}.1`, `${path}.2`)
    renameSync(path, `${path}.1`)
    writeFileSync(path, 'too late\n')
    appendFileSync(`${path}.1`, 'too late\n')
    expect((await all(log.lines())).filter((line) => line !== '')).toEqual(['old', 'new'])
    await log.close()
  })

  test('in the middle of a move leave no hole: what is missing for a moment only is looked for again', async () => {
    for (const age of ['', '.1', '.3']) writeFileSync(path + age, `${age}\n`)
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const opening = openLog(path)
    while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve))
    renameSync(`${path}.1`, `${path}.2`)
    vi.runAllTimers()
    vi.useRealTimers()
    const log = await opening
    expect((await all(log.lines())).filter((line) => line !== '')).toEqual(['.3', '.1'])
    await log.close()
  })

  test('are read once each, also when one lies there under two names', async () => {
    writeFileSync(path, 'once\n')
    symlinkSync(path, `${path}.1`)
    expect(await readable()).toEqual(['once'])
  })

  test('a folder and a pipe are refused with a sentence, and nothing stays open', async () => {
    mkdirSync(join(folder, 'logs'))
    const before = handles()
    await expect(openLog(join(folder, 'logs'))).rejects.toThrow(/logs is a folder, not a log\.$/)
    writeFileSync(path, 'x\n')
    mkdirSync(`${path}.3`)
    await expect(openLog(path)).rejects.toThrow(/sluice\.log\.3 is a folder, not a log\.$/)
    expect(handles()).toBe(before)
  })

  test.skipIf(process.platform === 'win32')(
    'a pipe nobody writes to is refused, not waited for',
    async () => {
      execFileSync('mkfifo', [path])
      await expect(openLog(path)).rejects.toThrow(/is not a file, not a log\.$/)
    },
  )

  test('a name the system refuses is told in a sentence', async () => {
    await expect(diagnose(join(folder, 'n'.repeat(5_000)))).rejects.toThrow(
      /cannot be read \(ENAMETOOLONG\)\.$/,
    )
  })
})

describe('whatever stands in a file', () => {
  test('breaks of every kind, a byte order mark and characters of many bytes are read as they are', async () => {
    const long = 'ø€😀'.repeat(60_000)
    writeFileSync(path, `\uFEFFone\r\ntwo\n\n${long}\nlast`)
    expect(await readable()).toEqual(['one\r', 'two', long, 'last'])
  })

  test('a line without an end is never held whole, and what follows it is read', async () => {
    writeFileSync(path, `${'x'.repeat(5 * 1024 * 1024)}\nafter\n`)
    const lines = await readable()
    expect(lines).toHaveLength(2)
    expect(lines[0]?.length).toBeLessThan(2 * 1024 * 1024)
    expect(lines[1]).toBe('after')
  })

  test('lines that are none of ours are counted, never thrown', async () => {
    const strange = [
      'garbage',
      '{"time":"2026',
      '[]',
      'null',
      '7',
      '"event"',
      '{"event":7}',
      '{}',
      '\0\0\0',
      '�',
    ]
    const log = new PlantedLog().start().stream('a').quit()
    writeFileSync(path, `${strange.join('\n')}\n${log.text()}${strange.join('\n')}`)
    const diagnosis = await diagnose(path)
    expect(diagnosis).toMatchObject({ streams: 1, unreadable: 20, lines: log.lines.length + 20 })
    expect(checksAt(diagnosis, 'broken')).toEqual([])
    expect(find(diagnosis, 'unreadable').level).toBe('notice')
  })

  test('fields of a wrong kind are as good as none', async () => {
    const log = new PlantedLog().start()
    const wrong = {
      stream_id: 7,
      session_id: {},
      ms: 'long',
      where: 'main',
      why: [],
      count: -3,
      at: 1,
      model: null,
    }
    for (const event of [
      'stream_open',
      'stream_end',
      'loop_blocked',
      'stale_dropped',
      'app_exit',
      'engine_exit',
    ])
      log.raw(JSON.stringify({ time: 12, event, ...wrong }))
    writeFileSync(path, log.text())
    expect((await diagnose(path)).lines).toBe(log.lines.length)
  })

  test('the end of a log may be torn; more than that is told', async () => {
    const log = new PlantedLog().start().stream('a').raw('{"time":"2026')
    expect(find(await log.judge(), 'unreadable')).toMatchObject({ level: 'fine', count: 1 })
    expect(find(await log.raw('scribble').judge(), 'unreadable')).toMatchObject({ level: 'notice', count: 2 })
  })

  test('lines the disk refused are told, and no answer is blamed for them', async () => {
    const log = new PlantedLog().start().open('a', { session: 'c' }).begin('a')
    log.line('log_lines_lost', { count: 2 }).stream('b', { session: 'c' }).quit()
    const diagnosis = await log.judge()
    expect(diagnosis.verdict).toBe('notices')
    expect(checksAt(diagnosis, 'notice')).toEqual(['unreadable'])
    expect(find(diagnosis, 'unreadable')).toMatchObject({
      count: 2,
      says: 'The disk refused 2 lines of the log. Answers that were running there are not judged.',
    })
  })

  test('a line torn by a crash costs itself alone: the start that is glued to it counts', async () => {
    const before = new PlantedLog().start().open('a').begin('a')
    const after = new PlantedLog().start({ interrupted: 1 }).stream('b').quit()
    writeFileSync(path, `${before.text().slice(0, -40)}${after.text()}`)
    const diagnosis = await diagnose(path)
    expect(diagnosis).toMatchObject({ verdict: 'notices', starts: 2, streams: 2, unreadable: 1 })
    expect(checksAt(diagnosis, 'notice')).toEqual(['app_crashed'])
    expect(find(diagnosis, 'unreadable').says).toContain('that is normal')
  })

  test('zero bytes from a power cut, before the next start, cost nothing else', async () => {
    const before = new PlantedLog().start().stream('a')
    const after = new PlantedLog().start().stream('b').quit()
    writeFileSync(path, `${before.text()}${'\0'.repeat(2 * 1024 * 1024)}${after.text()}`)
    expect(await diagnose(path)).toMatchObject({ verdict: 'notices', starts: 2, streams: 2, unreadable: 1 })
  })
})

describe('over the files', () => {
  test('a stream opened in an older file and ended in the newest is whole', async () => {
    writeFileSync(`${path}.1`, new PlantedLog().start().open('a').begin('a').text())
    writeFileSync(path, new PlantedLog().settle('a').end('a').quit().text())
    expect(await diagnose(path)).toMatchObject({ verdict: 'healthy', streams: 1, files: [`${path}.1`, path] })
  })

  test('an overlap is found although its two starts lie in different files', async () => {
    writeFileSync(`${path}.1`, new PlantedLog().start().open('a').begin('a').settle('a').text())
    writeFileSync(path, new PlantedLog().open('b').begin('b').end('a').settle('b').end('b').quit().text())
    expect(checksAt(await diagnose(path), 'broken')).toEqual(['overlap'])
  })

  test('a log whose oldest lines were thrown away is not held to what it told there', async () => {
    writeFileSync(
      `${path}.4`,
      new PlantedLog().settle('a').end('a').of('old', 'stream_first_token').stream('b').quit().text(),
    )
    expect(await diagnose(path)).toMatchObject({ verdict: 'healthy', starts: 0, streams: 1 })
  })
})

describe('a file that is missing between others', () => {
  const judged = async (before: PlantedLog, after: PlantedLog) => {
    writeFileSync(`${path}.2`, before.text())
    writeFileSync(path, after.text())
    return diagnose(path)
  }
  const log = () => new PlantedLog()

  test.each([
    ['an answer that ran', log().start().open('a').begin('a'), log().stream('b').quit()],
    [
      'an answer that was being let go',
      log().start().open('a').begin('a').settle('a'),
      log().stream('b').quit(),
    ],
    ['the end of a run', log().start().stream('a'), log().start().stream('b').quit()],
    ['the start of a run', log().start().stream('a').quit(), log().settle('b').end('b').open('c').begin('c')],
    [
      'a whole run, ended from outside',
      log().start().stream('a').quit(),
      log().open('c').quit('asked twice'),
    ],
    [
      'what woke main again',
      log().start().stream('a').line('loop_blocked', { where: 'main', ms: 9_000, ongoing: true }),
      log().start().stream('b').quit(),
    ],
    [
      'what woke disk and page again, and an orphan gone',
      log()
        .start()
        .stream('a')
        .line('store_blocked', { operation: 'save', ms: 3_000, ongoing: true })
        .line('renderer_unresponsive', { page_id: 1 })
        .of('a', 'stream_orphan'),
      log().start().stream('b').quit(),
    ],
  ])('may hold %s: nobody is blamed', async (_what, before, after) => {
    const diagnosis = await judged(before, after)
    expect(checksAt(diagnosis, 'broken')).toEqual([])
    expect(checksAt(diagnosis, 'notice')).toContain('unreadable')
    expect(checksAt(diagnosis, 'notice')).not.toContain('app_crashed')
    expect(find(diagnosis, 'unreadable')).toMatchObject({
      count: 1,
      says: '1 file of the log is missing between the others. Answers that were running there are not judged.',
    })
  })

  test('hides no fault of what is there', async () => {
    const overlap = log().open('a').begin('a').open('b').begin('b').quit()
    expect(checksAt(await judged(log().start().stream('x'), overlap), 'broken')).toContain('overlap')
  })
})

test(
  'hours of log are read in seconds, whatever they hold, and its figures stay right',
  { timeout: 60_000 },
  async () => {
    const streams = 25_000
    const file = `${path}.1`
    const log = new PlantedLog().start()
    let text = log.text()
    for (let i = 0; i < streams; i++) {
      const part = new PlantedLog()
      part.at = log.at + i * 1_000
      text += part
        .stream(`s${i}`, { session: `c${i % 40}`, model: `m${i % 200}`, first_token_ms: i % 1_000 })
        .text()
      if (text.length < 1_000_000 && i < streams - 1) continue
      appendFileSync(file, text)
      text = ''
    }
    const end = new PlantedLog().of('s0', 'late_write_refused').quit()
    writeFileSync(path, end.text())
    const heap = process.memoryUsage().heapUsed
    const from = performance.now()
    const diagnosis = await diagnose(path)
    const seconds = (performance.now() - from) / 1_000
    const grown = (process.memoryUsage().heapUsed - heap) / 1024 / 1024
    console.log(
      `${diagnosis.lines} lines in ${seconds.toFixed(1)} s, heap ${grown.toFixed(0)} MiB larger at the end`,
    )
    expect(diagnosis).toMatchObject({ verdict: 'healthy', streams, lines: 2 + streams * 6 + 3 })
    expect(find(diagnosis, 'first_token').says).toContain('999 ms at most (25,000 answers)')
  },
)
