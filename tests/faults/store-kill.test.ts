import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { Message } from '../../src/shared/session.ts'
import { tempFolder, tempStore } from '../unit/main/store/temp-store.ts'
import type { TempStore } from '../unit/main/store/temp-store.ts'
import { KILLS, quantile, say } from './store-kills.ts'

const CHILD = fileURLToPath(new URL('./store-kill-child.ts', import.meta.url))

interface Told {
  session_id: string
  /** The tokens are the numbers 1, 2, 3, …; of each, the batch it went into and when. */
  tokens: { batch: number; at_ms: number }[]
  closed: boolean
}

interface Witness {
  streams: Map<string, Told>
  /** The last batch known to be on disk, and the one open, when the child said its last word. */
  committed: number
  open: number
  last_ms: number
  tokens: number
}

/**
 * Lets a child stream into `file`, kills it when it has said a random number of tokens (as far on a busy machine as on an idle
 * one), and returns what it had said.
 */
async function killedWriter(file: string): Promise<Witness> {
  const child = spawn(process.execPath, [CHILD, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const witness: Witness = { streams: new Map(), committed: 0, open: 0, last_ms: 0, tokens: 0 }
  const lines = createInterface({ input: child.stdout })
  const heard = once(lines, 'close')
  const exited = once(child, 'exit')
  const at = 1 + Math.floor(Math.random() * 1_500)
  lines.on('line', (line) => {
    hear(witness, line.split(' '))
    if (witness.tokens >= at) child.kill('SIGKILL')
  })
  await Promise.all([heard, exited])
  expect(child.signalCode).toBe('SIGKILL')
  return witness
}

function hear(witness: Witness, [event, stream_id = '', ...words]: string[]): void {
  const [first = '', batch, committed, at_ms] = words
  if (event === 'opened') witness.streams.set(stream_id, { session_id: first, tokens: [], closed: false })
  const stream = witness.streams.get(stream_id)
  if (!stream) throw new Error(`nothing is known of ${stream_id}`)
  if (event === 'closed') stream.closed = true
  if (event !== 'token') return
  if (Number(first) !== stream.tokens.length + 1) throw new Error('the child skipped a token')
  stream.tokens.push({ batch: Number(batch), at_ms: Number(at_ms) })
  witness.tokens++
  witness.open = Number(batch)
  witness.committed = Number(committed)
  witness.last_ms = Number(at_ms)
}

/** How many tokens of a stream are on disk; fails unless they are its first ones, in order. */
function found(told: Told, message: Message | undefined): number {
  const said = message?.parts.map((part) => part.text).join('') ?? ''
  const numbers = said.split(' ').slice(0, -1).map(Number)
  expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  expect(numbers.length).toBeLessThanOrEqual(told.tokens.length)
  return numbers.length
}

/** Checks one kill; returns for each stream whose text was cut how many milliseconds of it are missing. */
async function losses(store: TempStore, { streams, committed, open, last_ms }: Witness): Promise<number[]> {
  expect(open - committed).toBeLessThanOrEqual(2)
  const lost_ms: number[] = []
  const messages: Message[] = []
  for (const { session_id } of store.sessions.list()) {
    messages.push(...((await store.sessions.load(session_id))?.messages ?? []))
  }
  for (const [stream_id, told] of streams) {
    const message = messages.find((message) => message.stream_id === stream_id)
    expect(message?.session_id).toBe(told.session_id)
    const kept = found(told, message)
    const missing = told.tokens.slice(kept)
    // What is missing was in the open batch or in the one under way, never in one that was told to be saved.
    for (const { batch } of missing) expect(batch).toBeGreaterThan(committed)
    const reason = message?.end?.reason
    const whole = told.closed || reason === 'success'
    expect([reason, whole ? missing : []]).toEqual([whole ? 'success' : 'interrupted', []])
    if (!whole) lost_ms.push(missing[0] ? last_ms - missing[0].at_ms : 0)
  }
  return lost_ms
}

test(
  `after each of ${KILLS} kills every chat is there, and at most the open batch and the one under way are missing`,
  { timeout: 20_000 + KILLS * 12_000 },
  async () => {
    const file = join(tempFolder(), 'sluice.db')
    const lost_ms: number[] = []
    let interrupted = 0
    let tokens = 0
    let ends = 0
    for (let kill = 1; kill <= KILLS; kill++) {
      const witness = await killedWriter(file)
      const store = await tempStore({ file })
      expect(store.report.unclean).toBe(true)
      lost_ms.push(...(await losses(store, witness)))
      interrupted += store.report.interrupted
      for (const told of witness.streams.values()) {
        tokens += told.tokens.length
        if (told.closed) ends++
      }
      expect(store.sessions.list().length).toBeGreaterThanOrEqual(kill)
      await store.dispose()
      const db = new DatabaseSync(file, { readOnly: true })
      expect(db.prepare('PRAGMA integrity_check').all()).toMatchObject([{ integrity_check: 'ok' }])
      expect(db.prepare('SELECT count(*) AS n FROM chunk').get()).toMatchObject({ n: 0 })
      db.close()
    }
    const [p50, p95, most] = [0.5, 0.95, 1].map((part) => quantile(lost_ms, part))
    const figures = `answers ended ${ends}, cut ${interrupted}; text lost p50 ${p50} ms, p95 ${p95} ms, max ${most} ms`
    say(`${KILLS} kills, ${tokens} tokens announced, ${figures}`)
    expect(interrupted).toBeGreaterThanOrEqual(KILLS / 2)
    expect(ends).toBeGreaterThan(0)
    expect(lost_ms.some((ms) => ms > 0)).toBe(true)
  },
)
