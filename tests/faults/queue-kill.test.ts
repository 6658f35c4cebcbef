import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '../unit/main/store/temp-store.ts'

/** More in a soak: SLUICE_KILLS=200 npx vitest run --project faults tests/faults/queue-kill.test.ts */
const KILLS = Number(process.env['SLUICE_KILLS'] ?? 25)
const CHILD = fileURLToPath(new URL('./queue-kill-child.ts', import.meta.url))

interface Told {
  asked: number[]
  added: number[]
  refused: number[]
  /** How many prompts of earlier lives the child found waiting. */
  waiting: number
}

/** Lets a child queue and send from number `first` on, kills it soon after a random one of its lines, and returns what it had said. */
async function killed(file: string, first: number): Promise<Told> {
  const child = spawn(process.execPath, [CHILD, file, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const told: Told = { asked: [], added: [], refused: [], waiting: 0 }
  const lines = createInterface({ input: child.stdout })
  const heard = once(lines, 'close')
  const exited = once(child, 'exit')
  let left = 1 + Math.floor(Math.random() * 120)
  lines.on('line', (line) => {
    const [event, number] = line.split(' ')
    if (event === 'waiting') told.waiting = Number(number)
    else if (event === 'asked' || event === 'added' || event === 'refused') told[event].push(Number(number))
    if (--left === 0) void delay(Math.random() * 20).then(() => child.kill('SIGKILL'))
  })
  await Promise.all([heard, exited])
  expect(child.signalCode).toBe('SIGKILL')
  return told
}

/** What is on disk, as a reader of our own finds it. */
function onDisk(file: string): { messages: number[]; waiting: number[]; integrity: unknown } {
  const db = new DatabaseSync(file)
  const numbers = (sql: string): number[] =>
    db
      .prepare(sql)
      .all()
      .map((row) => Number(row['text']))
  const messages = numbers(
    `SELECT json_extract(parts, '$[0].text') AS text FROM message WHERE role = 'user' ORDER BY position`,
  )
  const waiting = numbers('SELECT text FROM queued_prompt ORDER BY session_id, place')
  const integrity = db.prepare('PRAGMA integrity_check').get()?.['integrity_check']
  db.close()
  return { messages, waiting, integrity }
}

test(
  `after each of ${KILLS} kills every queued prompt either waits or is a message, never both, never neither`,
  { timeout: 60_000 + KILLS * 10_000 },
  async () => {
    const file = join(tempFolder(), 'sluice.db')
    const added = new Set<number>()
    const asked = new Set<number>()
    let first = 1
    let in_flight = 0
    let left_waiting = 0
    let found_waiting = 0
    let sent_last = 0
    let kills_with_sending = 0
    for (let kill = 1; kill <= KILLS; kill++) {
      const told = await killed(file, first)
      for (const number of told.added) added.add(number)
      for (const number of told.asked) asked.add(number)
      for (const number of told.refused) asked.delete(number)
      first = Math.max(first, ...told.asked.map((number) => number + 1))
      const { messages, waiting, integrity } = onDisk(file)
      expect(integrity).toBe('ok')
      const all = [...messages, ...waiting]
      // Never both, never twice.
      expect(all.toSorted((a, b) => a - b)).toEqual([...new Set(all)].toSorted((a, b) => a - b))
      // Never neither: all that was told to be queued is there.
      expect([...added].filter((number) => !all.includes(number))).toEqual([])
      // And nothing that nobody asked for.
      expect(all.filter((number) => !asked.has(number))).toEqual([])
      expect(told.waiting).toBe(left_waiting)
      in_flight += all.length - [...added].filter((number) => all.includes(number)).length
      for (const number of all) added.add(number)
      if (messages.length > sent_last) kills_with_sending++
      sent_last = messages.length
      left_waiting = waiting.length
      found_waiting += waiting.length
    }
    const figures = `${added.size} prompts queued, ${sent_last} sent, ${found_waiting} found waiting after a kill`
    console.log(`queue: ${KILLS} kills, ${figures}, ${in_flight} on disk before it was told; 0 lost, 0 twice`)
    // A promise about kills that met no sending and no waiting would hold for nothing.
    expect(kills_with_sending).toBeGreaterThan(KILLS / 2)
    expect(found_waiting).toBeGreaterThan(KILLS)
  },
)
