import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'sluice-run-'
/** Beside its own also those of the stability test's cores (verify-core.ts). */
const CLEARED = [PREFIX, 'sluice-verify-']
/** No mode lives nearly as long: an older folder is one that a killed run could not remove. */
const ABANDONED_AFTER_MS = 60 * 60_000

/** The data folder of one run on the command line, which nobody else uses. */
export interface ScratchFolder {
  path: string
  /** Synchronous, for the last moment of a process; harmless when repeated. */
  remove(): void
}

/** Makes one, and clears away what killed runs left in the same place. */
export function makeScratchFolder(parent = tmpdir()): ScratchFolder {
  clearAbandoned(parent)
  const path = mkdtempSync(join(parent, PREFIX))
  return { path, remove: () => remove(path) }
}

function clearAbandoned(parent: string): void {
  try {
    for (const name of readdirSync(parent)) {
      if (!CLEARED.some((prefix) => name.startsWith(prefix))) continue
      const folder = join(parent, name)
      const touched_at = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity
      if (Date.now() - touched_at > ABANDONED_AFTER_MS) remove(folder)
    }
  } catch {
    // A place that may be written into and not be listed.
  }
}

/** Windows lets nobody remove a file that is open; the next run does it then. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 })
  } catch {
    // Somebody else's, or held open: it stays until it can go.
  }
}
