import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { ndjsonWriter } from '../../src/main/transfer/ndjson.ts'
import { tempFolder, tempStore } from '../unit/main/store/temp-store.ts'
import { chatOf } from '../unit/main/transfer/sample-chats.ts'

const CHATS = 600
const CHILD = fileURLToPath(new URL('./import-kill-child.ts', import.meta.url))

/** After how many steps, or at which word, the import is killed. */
const KILLS: (number | 'revealing' | 'imported')[] = [
  1,
  2,
  3,
  5,
  8,
  12,
  'revealing',
  'revealing',
  'revealing',
  'imported',
]

function writeFile(path: string): void {
  const pieces = [ndjsonWriter.opening()]
  for (let i = 0; i < CHATS; i++) {
    const { header, messages } = chatOf(`chat-${i}`, 'Some words of an answer. '.repeat(120), {
      draft: `draft ${i}`,
    })
    pieces.push(
      ndjsonWriter.chat(header, i),
      ...messages.map((message, n) => ndjsonWriter.message(message, n)),
    )
  }
  writeFileSync(path, [...pieces, ndjsonWriter.closing(CHATS, 2 * CHATS)].join(''))
}

/** Lets a child import and kills it; returns how many steps it had told. */
async function killedImport(file: string, path: string, at: (typeof KILLS)[number]): Promise<number> {
  const holds = typeof at === 'number' ? ['holds'] : []
  const child = spawn(process.execPath, [CHILD, file, path, ...holds], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })
  const exited = once(child, 'exit')
  let steps = 0
  lines.on('line', (line) => {
    if (line === 'step') steps++
    const held = holds.length > 0 && line === 'revealing'
    if (line === at || steps === at || held) child.kill('SIGKILL')
  })
  await exited
  expect(child.signalCode).toBe('SIGKILL')
  return steps
}

/** How many rows of the database belong to no chat that is shown. */
function strays(file: string): number {
  const db = new DatabaseSync(file, { readOnly: true })
  const count = (sql: string): number => Number(db.prepare(sql).get()?.['n'])
  const shown = '(SELECT session_id FROM session WHERE deleted_at IS NULL)'
  const found =
    count(`SELECT count(*) AS n FROM session WHERE deleted_at IS NOT NULL`) +
    count(`SELECT count(*) AS n FROM message WHERE session_id NOT IN ${shown}`) +
    count(`SELECT count(*) AS n FROM draft WHERE key NOT IN ${shown}`)
  db.close()
  return found
}

test(
  `after each of ${KILLS.length} kills of an import all of its chats are there, or none, and nothing of the rest`,
  { timeout: 300_000 },
  async () => {
    const path = join(tempFolder(), 'chats.ndjson')
    writeFile(path)
    const ends = { none: 0, all: 0 }
    let purged = 0
    const purge_ms: number[] = []
    for (const at of KILLS) {
      const file = join(tempFolder(), 'sluice.db')
      const steps = await killedImport(file, path, at)
      expect(steps).toBeGreaterThanOrEqual(typeof at === 'number' ? at : 1)
      const from = performance.now()
      const store = await tempStore({ file })
      purge_ms.push(performance.now() - from)
      const chats = store.sessions.list().length
      const right = at === 'revealing' ? [0, CHATS] : [at === 'imported' ? CHATS : 0]
      expect(right).toContain(chats)
      ends[chats === 0 ? 'none' : 'all']++
      purged += store.report.purged
      expect(store.report.interrupted).toBe(0)
      await store.dispose()
      expect(strays(file)).toBe(0)
    }
    expect(purged).toBeGreaterThan(0)
    process.stdout.write(
      `import: ${KILLS.length} kills, ${ends.none} with nothing and ${ends.all} with all ${CHATS} chats after it, ` +
        `0 half; ${purged} hidden chats purged, next start within ${Math.round(Math.max(...purge_ms))} ms\n`,
    )
  },
)
