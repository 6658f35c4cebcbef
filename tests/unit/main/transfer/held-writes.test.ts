import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { importChats } from '../../../../src/main/transfer/import-chats.ts'
import { ndjsonWriter } from '../../../../src/main/transfer/ndjson.ts'
import { tempStore } from '../store/temp-store.ts'
import { tempFolder } from '../store/temp-store.ts'
import { chatOf } from './sample-chats.ts'

const CHATS = 2_000

function p(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
}

function largeFile(path: string): number {
  const pieces = [ndjsonWriter.opening()]
  for (let i = 0; i < CHATS; i++) {
    const { header, messages } = chatOf(`chat-${i}`, 'Some words of an answer. '.repeat(120))
    pieces.push(
      ndjsonWriter.chat(header, i),
      ...messages.map((message, n) => ndjsonWriter.message(message, n)),
    )
  }
  pieces.push(ndjsonWriter.closing(CHATS, 2 * CHATS))
  const text = pieces.join('')
  writeFileSync(path, text)
  return text.length
}

test(
  `while ${CHATS} chats come in, other writes wait for no more than a step`,
  { timeout: 120_000 },
  async () => {
    const store = await tempStore()
    const path = join(tempFolder(), 'large.ndjson')
    const chars = largeFile(path)
    const { session_id } = await store.sessions.create(null)
    const steps: number[] = []
    const stage = store.transfer.stage.bind(store.transfer)
    store.transfer.stage = async (step) => {
      const done = await stage(step)
      steps.push(done.step_ms)
      return done
    }
    const writes = async (until: () => boolean): Promise<number[]> => {
      const waits: number[] = []
      while (!until()) {
        const from = performance.now()
        await store.sessions.rename(session_id, `Name ${waits.length}`)
        waits.push(performance.now() - from)
        await delay(5)
      }
      return waits
    }
    let count = 0
    const alone = await writes(() => ++count > 100)
    const from = performance.now()
    let over = false
    const job = { path, staged_at: 1, signal: new AbortController().signal, takeBack: () => true }
    const importing = importChats({ ...job, store: store.transfer, onProgress: () => {} }).finally(
      () => (over = true),
    )
    const beside = await writes(() => over)
    const { sessions } = await importing
    const seconds = (performance.now() - from) / 1_000
    expect(sessions).toHaveLength(CHATS)
    // The structure: nobody waits behind more than a handful of steps, however long the import.
    expect(steps.length).toBeGreaterThan(20)
    expect(beside.length).toBeGreaterThan(10)
    const ms = (values: number[]): string =>
      `p50 ${p(values, 0.5).toFixed(1)}, p99 ${p(values, 0.99).toFixed(1)}, max ${Math.max(...values).toFixed(1)} ms`
    const size = (chars / 1e6).toFixed(1)
    process.stdout.write(
      `import of ${CHATS} chats, ${size} MB, in ${seconds.toFixed(1)} s and ${steps.length} steps (${ms(steps)}); ` +
        `another write meanwhile: ${ms(beside)} of ${beside.length}; without an import: ${ms(alone)}\n`,
    )
  },
)
