import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HeaderReading } from '../../src/main/ports.ts'
import { createDownloads } from '../support/create-downloads.ts'
import type { Misdeed } from '../support/file-server.ts'
import { FileServer } from '../support/file-server.ts'

const BYTES = 300_000
/** What is here is a model for this test when it begins like one: its bytes are what it is about. */
const reader = {
  header: async (): Promise<HeaderReading> => ({
    facts: {
      name: null,
      architecture: 'llama',
      size_label: null,
      quantization: null,
      context_length: null,
      licence: null,
      memory_bytes: 0,
    },
  }),
  sha256: async (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex'),
}
const file = (): Buffer => Buffer.concat([Buffer.from('GGUF'), randomBytes(BYTES)])

const at = fc.integer({ min: 0, max: BYTES })
const misdeed: fc.Arbitrary<Misdeed | 'becomes'> = fc.oneof(
  { arbitrary: at.map((cut_after) => ({ cut_after })), weight: 4 },
  { arbitrary: at.map((stall_after) => ({ stall_after })), weight: 2 },
  fc.record({ cut_after: at, ignores_range: fc.constant(true) }),
  fc.record({ shifts_by: fc.integer({ min: -5, max: 5 }), cut_after: at }),
  fc.record({ cut_after: at, chunked: fc.constant(true) }),
  fc.constantFrom({ status: 503 }, { status: 429 }, { status: 416 }, { status: 404 }),
  fc.constant('becomes' as const),
)

interface Outcome {
  done: number
  failed: number
  changed: number
}

/** Plays it to its end, pressing Resume after each told failure. */
async function play(plan: (Misdeed | 'becomes')[], pauses: number[], has_etag: boolean, outcome: Outcome) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-resume-'))
  const versions = [file()]
  const server = new FileServer(versions[0] as Buffer)
  if (!has_etag) server.etag = undefined
  server.plan = plan.map((one) => {
    if (one !== 'becomes') return one
    const becomes = file()
    versions.push(becomes)
    return { becomes, cut_after: BYTES / 2, ignores_if_range: versions.length % 2 === 0 }
  })
  const url = `${await server.listen()}/m.gguf`
  let done: string | null = null
  const problems: (string | null)[] = []
  const { downloads, dispose } = createDownloads(folder, {
    reader,
    silence_ms: 60,
    retry_ms: (fruitless) => (fruitless > 3 ? null : 1),
    onDone: ({ path }) => (done = path),
  })
  try {
    await downloads.open()
    const started = await downloads.start({ source: url })
    if ('refused' in started) throw new Error(started.refused)
    const { download_id } = started
    for (const ms of pauses) {
      await delay(ms)
      downloads.pause(download_id)
      downloads.resume(download_id)
    }
    const until = performance.now() + 20_000
    while (done === null) {
      expect(performance.now()).toBeLessThan(until)
      const [view] = downloads.views()
      if (view?.state === 'failed') {
        problems.push(view.problem)
        downloads.resume(download_id)
      }
      await delay(2)
    }
    expect(problems.filter((problem) => !problem?.endsWith('.'))).toEqual([])
    outcome.failed += problems.length
    const bytes = readFileSync(done)
    expect(versions.some((version) => version.equals(bytes))).toBe(true)
    expect(readdirSync(join(folder, 'models'))).toEqual(['m.gguf'])
    outcome.done++
    outcome.changed += versions.length - 1
  } finally {
    await dispose()
    await server.close()
    if (existsSync(folder)) rmSync(folder, { recursive: true })
  }
}

test(
  'whatever a server drops, stalls, shifts or changes, and whenever it is paused: the very bytes, or a told failure',
  { timeout: 240_000 },
  async () => {
    const outcome: Outcome = { done: 0, failed: 0, changed: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(misdeed, { maxLength: 8 }),
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 4 }),
        fc.boolean(),
        (plan, pauses, has_etag) => play(plan, pauses, has_etag, outcome),
      ),
      { numRuns: 40 },
    )
    const { done, failed, changed } = outcome
    process.stdout.write(
      `downloads: ${done} whole, ${failed} told failures on the way, ${changed} changed files\n`,
    )
    expect(failed).toBeGreaterThan(0)
    expect(changed).toBeGreaterThan(0)
  },
)
