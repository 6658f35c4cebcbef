import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { textOf } from '../../src/shared/session.ts'
import { tempFolder, tempStore } from '../unit/main/store/temp-store.ts'

const KILLS = 15
const CHILD = fileURLToPath(new URL('./continue-kill-child.ts', import.meta.url))

/** What a writer had said when it was killed. */
interface Witness {
  /** How many streams it had opened, and how many numbers the answer held when it opened the last. */
  streams: number
  base: number
  /** Of each number, the batch it went into and when. */
  tokens: { batch: number; at_ms: number }[]
  committed: number
  last_ms: number
}

/** Kills a writer when it has said so many numbers: as far on a busy machine as on an idle one. */
async function killedWriter(file: string, at: number): Promise<Witness> {
  const child = spawn(process.execPath, [CHILD, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const witness: Witness = { streams: 0, base: 0, tokens: [], committed: 0, last_ms: 0 }
  const lines = createInterface({ input: child.stdout })
  const heard = once(lines, 'close')
  const exited = once(child, 'exit')
  lines.on('line', (line) => {
    const [event, ...words] = line.split(' ')
    const [first = 0, second = 0, third = 0, fourth = 0] = words.map(Number)
    if (event === 'opened') Object.assign(witness, { streams: first, base: second })
    else {
      witness.tokens.push({ batch: second, at_ms: fourth })
      Object.assign(witness, { committed: third, last_ms: fourth })
      if (first >= at) child.kill('SIGKILL')
    }
  })
  await Promise.all([heard, exited])
  return witness
}

test(
  `after each of ${KILLS} kills in an answer that is gone on with, all it held is there, and of the new text all but two batches`,
  { timeout: 300_000 },
  async () => {
    const lost_ms: number[] = []
    let continued = 0
    for (let kill = 1; kill <= KILLS; kill++) {
      const file = join(tempFolder(), 'sluice.db')
      const { streams, base, tokens, committed, last_ms } = await killedWriter(
        file,
        60 + Math.floor(Math.random() * 800),
      )
      const store = await tempStore({ file })
      const [session] = store.sessions.list()
      const loaded = session && (await store.sessions.load(session.session_id))
      expect(loaded?.messages).toHaveLength(2)
      const answer = loaded?.messages[1]
      const numbers = textOf(answer ?? { parts: [] })
        .split(' ')
        .slice(0, -1)
        .map(Number)
      // From 1 on, without a hole, none twice: whatever of it each stream wrote.
      expect(numbers).toEqual(numbers.map((_, index) => index + 1))
      expect(numbers.length).toBeGreaterThanOrEqual(base)
      expect(numbers.length).toBeLessThanOrEqual(tokens.length)
      const missing = tokens.slice(numbers.length)
      for (const { batch } of missing) expect(batch).toBeGreaterThan(committed)
      expect(missing.length === 0 || answer?.end?.reason === 'interrupted').toBe(true)
      lost_ms.push(missing[0] ? last_ms - missing[0].at_ms : 0)
      if (streams > 1) continued++
      await store.dispose()
    }
    lost_ms.sort((a, b) => a - b)
    console.log(
      `store: ${KILLS} kills in a continued answer (${continued} beyond its first stream); text lost p50 ${lost_ms[Math.floor(KILLS / 2)]} ms, max ${lost_ms.at(-1)} ms; of the text before, nothing`,
    )
    expect(continued).toBeGreaterThan(KILLS / 2)
    expect(lost_ms.some((ms) => ms > 0)).toBe(true)
  },
)
