import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import type { LogLine } from '../../src/main/ports.ts'
import { openStore } from '../../src/main/store/store.ts'
import { ended, text, token, turn } from '../unit/main/store/turns.ts'

/** Uses a store, disposes of it, says what is left, and ends only if nothing keeps it alive. */
const [file = ''] = process.argv.slice(2)

function openFiles(): string[] {
  if (!existsSync('/proc/self/fd')) return []
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      // The descriptor of this listing itself.
      return []
    }
  })
}

// Made on first use, and used by every worker thread: they are the process's own.
const own = [process.stdout, process.stderr].length
const before = process.getActiveResourcesInfo()
const clock = new AwakeClock()
const worker = new URL('../../src/main/store/store-worker.ts', import.meta.url)
const log: string[] = []
const writeLog = ({ event }: LogLine): void => void log.push(event)
const refused = await openStore({ file: `${file}/nowhere/sluice.db`, worker, clock, writeLog }).then(
  () => 'opened',
  () => process.getActiveResourcesInfo(),
)
const { journal, sessions, dispose } = await openStore({ file, worker, clock, writeLog })
const { session_id } = await sessions.create(null)
const [one, two] = [turn(session_id, null, 'Go'), turn(session_id, null, 'Go')]
await Promise.all([journal.open(one), journal.open(two)])
journal.append(token(one, 1, 'all'))
await journal.close(ended(one, text('all')))
journal.append(token(two, 1, 'never closed'))
const [during, resources_during] = [
  openFiles().filter((name) => name.startsWith(file)).length,
  process.getActiveResourcesInfo(),
]
await dispose()
journal.append(token(two, 2, 'too late'))
clock.dispose()
const left = openFiles().filter((name) => name.startsWith(file))
const resources = process.getActiveResourcesInfo()
process.stdout.write(JSON.stringify({ own, log, refused, during, resources_during, left, before, resources }))
