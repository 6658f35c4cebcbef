import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BundlesParts } from '../../../../../src/main/self-test/bundle/bundles.ts'
import { Bundles } from '../../../../../src/main/self-test/bundle/bundles.ts'
import { sampleFacts } from './sample-facts.ts'

let folder: string
let log_file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-bundles-'))
  log_file = join(folder, 'sluice.log')
})
afterEach(() => {
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true, force: true })
})

function bundles(change: Partial<BundlesParts> = {}): Bundles {
  return new Bundles({
    facts: () => sampleFacts(),
    log_file,
    flushLog: () => writeFileSync(log_file, '{"event":"app_quit"}\n'),
    askWhere: async (file_name) => join(folder, file_name),
    wallTime: () => new Date(2026, 7, 7, 9, 5, 30).getTime(),
    ...change,
  })
}

const at = (second: number): string => `2026-08-07T10:00:0${second}.000Z`
const ids = { session_id: 's', stream_id: 'st', trace_id: 't' }
/** A log as one that nobody cleaned when it was written. */
const DIRTY = [
  { time: at(0), event: 'app_start', version: '0.1.0', host: 'electron' },
  { time: at(1), event: 'stream_open', ...ids, generation: 1 },
  { time: at(2), event: 'stream_start', ...ids, model: 'tell me all' },
  { time: at(3), event: 'stream_bug', ...ids, message: 'Error: tell me all about key-4711-planted' },
  {
    time: at(4),
    event: 'stream_settled',
    ...ids,
    reason: 'error',
    error_type: 'internal',
    tokens: 1,
    total_ms: 9,
  },
  {
    time: at(5),
    event: 'stream_end',
    ...ids,
    reason: 'error',
    forced: true,
    how: 'forced',
    release_ms: 2_000,
  },
]
const dirtyLog = (): void =>
  writeFileSync(log_file, DIRTY.map((line) => `${JSON.stringify(line)}\n`).join(''))

describe('a report', () => {
  test('holds what was in the log at that moment, flushed', async () => {
    const { text } = await bundles().build()
    expect(text).toContain('"event":"app_quit"}')
  })

  test('holds a verdict on the log, and neither it nor the log tells what was written or a key', async () => {
    const { text } = await bundles({ flushLog: dirtyLog }).build()
    expect(text).toMatch(/Diagnosis\n=+\nSluice diagnosis {3}\S+ BROKEN\n/)
    expect(text).toMatch(/· 2026-08-07 10:00:03.*stream_bug/)
    expect(text).toContain('"event":"stream_bug"')
    expect(text).not.toMatch(/tell me|key-4711/)
    expect(text).not.toContain(folder)
  })

  test('counts torn lines in its verdict, and what is glued to them as lines', async () => {
    const torn = (): void =>
      writeFileSync(log_file, `{"time":"2026{"time":"${at(0)}","event":"app_start"}\n{"tell me`)
    const { text } = await bundles({ flushLog: torn }).build()
    expect(text).toMatch(/3 lines \(2 unreadable\)/)
    expect(text).toMatch(/started 1 time/)
    expect(text).not.toContain('tell me')
  })

  test('is named after the minute it was made in, in local time', async () => {
    const { file_name, bundle_id } = await bundles().build()
    expect(file_name).toBe('sluice-diagnostics-2026-08-07-0905.txt')
    expect(bundle_id).toMatch(/^[\w-]{1,64}$/)
  })

  test('is not made without a log that can be read', async () => {
    await expect(bundles({ log_file: folder, flushLog: () => {} }).build()).rejects.toThrow(
      /is a folder, not a log/,
    )
  })
})

describe('saving', () => {
  test('writes exactly what was shown, and tells where', async () => {
    const some = bundles()
    const { bundle_id, text, file_name } = await some.build()
    writeFileSync(log_file, '{"event":"changed_since"}\n')
    expect(await some.save(bundle_id)).toEqual({ saved: join(folder, file_name) })
    expect(readFileSync(join(folder, file_name), 'utf8')).toBe(text)
    expect(readdirSync(folder).toSorted()).toEqual([file_name, 'sluice.log'])
  })

  test('takes the place of what stood there', async () => {
    const some = bundles()
    const { bundle_id, text, file_name } = await some.build()
    writeFileSync(join(folder, file_name), 'x'.repeat(text.length * 2))
    await some.save(bundle_id)
    expect(readFileSync(join(folder, file_name), 'utf8')).toBe(text)
  })

  test('a person may change their mind, and save it later', async () => {
    const answers = [null, join(folder, 'later.txt')]
    const some = bundles({ askWhere: async () => answers.shift() ?? null })
    const { bundle_id } = await some.build()
    expect(await some.save(bundle_id)).toBeNull()
    expect(await some.save(bundle_id)).toEqual({ saved: join(folder, 'later.txt') })
  })

  test('the last three that were shown can be saved, older ones are refused with a sentence', async () => {
    const some = bundles()
    const ids: string[] = []
    for (let i = 0; i < 4; i++) ids.push((await some.build()).bundle_id)
    expect(await some.save(ids[0] ?? '')).toEqual({
      refused: expect.stringMatching(/not kept.*Show it again/),
    })
    for (const id of ids.slice(1)) expect(await some.save(id)).toHaveProperty('saved')
    expect(await some.save('no-such-id')).toHaveProperty('refused')
  })

  test('a folder that is not there is refused with a sentence', async () => {
    const some = bundles({ askWhere: async () => join(folder, 'nowhere', 'x.txt') })
    const { bundle_id } = await some.build()
    expect(await some.save(bundle_id)).toEqual({
      refused: `Not saved in ${join(folder, 'nowhere')}: the folder does not exist. Choose another place, or copy the text.`,
    })
  })

  test('where a folder has the name, nothing is left beside it', async () => {
    const some = bundles({ askWhere: async () => folder })
    const { bundle_id } = await some.build()
    const before = readdirSync(join(folder, '..')).filter((name) => name.endsWith('.part'))
    expect(await some.save(bundle_id)).toEqual({
      refused: expect.stringMatching(/^Not saved in .*: .*\. Choose/),
    })
    expect(readdirSync(join(folder, '..')).filter((name) => name.endsWith('.part'))).toEqual(before)
    expect(existsSync(folder)).toBe(true)
  })

  test('a place in what is no folder is refused with a sentence', async () => {
    const some = bundles({ askWhere: async () => '/dev/null/x.txt' })
    const { bundle_id } = await some.build()
    expect(await some.save(bundle_id)).toEqual({ refused: expect.stringMatching(/it is no folder/) })
  })
})
