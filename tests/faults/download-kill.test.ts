import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { FileServer, PIECE_BYTES } from '../support/file-server.ts'
import { generateGguf } from '../support/generate-gguf.ts'
import { tempFolder } from '../unit/main/store/temp-store.ts'

/** More in a soak: SLUICE_KILLS=50 npx vitest run --project faults tests/faults/download-kill.test.ts */
const KILLS = Number(process.env['SLUICE_KILLS'] ?? 5)
const CHILD = fileURLToPath(new URL('./download-kill-child.ts', import.meta.url))
const BYTES = 32 * 1024 * 1024
const MIB = 1024 * 1024
/** How long a life lasts at the most once it has said its first word. */
const LONG_MS = 3_000
const SHORT_MS = 300

/** Lets a child download; null kills it nowhere. Returns what it said it had last, and whether it was done. */
async function life(folder: string, url: string, kill_after_ms: number | null) {
  const child = spawn(process.execPath, [CHILD, folder, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let told = 0
  let done = false
  const lines = createInterface({ input: child.stdout })
  const heard = once(lines, 'close')
  const exited = once(child, 'exit')
  lines.on('line', (line) => (line === 'done' ? (done = true) : (told = Number(line))))
  if (kill_after_ms !== null) {
    await once(lines, 'line', { signal: AbortSignal.timeout(30_000) })
    await delay(kill_after_ms)
    child.kill('SIGKILL')
  }
  await Promise.all([heard, exited])
  return { told, done }
}

test(
  `a download killed ${KILLS} times goes on from what was flushed, and comes whole`,
  { timeout: 120_000 + KILLS * 10_000 },
  async () => {
    const folder = tempFolder()
    generateGguf(join(folder, 'tiny.gguf'))
    const contents = Buffer.concat([readFileSync(join(folder, 'tiny.gguf')), randomBytes(BYTES)])
    const server = new FileServer(contents)
    const url = `${await server.listen()}/tiny.gguf`
    onTestFinished(() => server.close())
    const lost: number[] = []
    // So slow that all lives together cannot have the whole file.
    server.always = { piece_ms: Math.ceil((KILLS * (LONG_MS + SHORT_MS)) / (BYTES / PIECE_BYTES)) }
    for (let kill = 1; kill <= KILLS; kill++) {
      const { told } = await life(folder, url, LONG_MS / 6 + (Math.random() * LONG_MS * 5) / 6)
      const seen = server.seen.length
      const part = statSync(join(folder, 'models', 'tiny.gguf.part')).size
      const next = await life(folder, url, SHORT_MS)
      const from = Number(/\d+/.exec(server.seen[seen]?.range ?? '')?.[0] ?? 0)
      // The next life begins where this one certainly was on the disk, never behind what is there.
      expect(from).toBeLessThanOrEqual(part)
      lost.push(Math.max(0, told - from))
      expect(next.done).toBe(false)
    }
    server.always = {}
    expect((await life(folder, url, null)).done).toBe(true)
    expect(readFileSync(join(folder, 'models', 'tiny.gguf')).equals(contents)).toBe(true)
    expect(readdirSync(join(folder, 'models'))).toEqual(['tiny.gguf'])
    const figures = lost.map((bytes) => (bytes / MIB).toFixed(1)).join(', ')
    process.stdout.write(`download: ${2 * KILLS} kills -9; MiB fetched again: ${figures}\n`)
    // Flushed once a second; what a busy disk takes for that comes on top.
    expect(server.seen.filter(({ range }) => range !== null).length).toBeGreaterThan(KILLS)
  },
)
