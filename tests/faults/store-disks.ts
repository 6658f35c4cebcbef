import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { tempFolder } from '../unit/main/store/temp-store.ts'

/** A disk of its own of so many MiB, gone after the test; null where this computer lets nobody mount. */
export function smallDisk(mib: number): string | null {
  const folder = tempFolder()
  return mount(['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', folder], folder) ? folder : null
}

/** A folder where nothing can be written any more, by root neither where root can mount; false where it can all the same. */
export function makeReadOnly(folder: string): boolean {
  if (mount(['--bind', folder, folder], folder)) mount(['-o', 'remount,ro,bind', folder], null)
  else {
    chmodSync(folder, 0o555)
    onTestFinished(() => chmodSync(folder, 0o755))
  }
  return !canWrite(folder)
}

/** Undoes `makeReadOnly`. */
export function makeWritable(folder: string): void {
  if (!mount(['-o', 'remount,rw,bind', folder], null)) chmodSync(folder, 0o755)
}

function canWrite(folder: string): boolean {
  const probe = join(folder, 'probe')
  try {
    writeFileSync(probe, '')
    rmSync(probe)
    return true
  } catch {
    return false
  }
}

function mount(args: readonly string[], undo: string | null): boolean {
  try {
    execFileSync('mount', args, { stdio: 'ignore' })
  } catch {
    return false
  }
  // Lazily: it goes even if somebody still has a file open in it.
  if (undo !== null) onTestFinished(() => void execFileSync('umount', ['-l', undo], { stdio: 'ignore' }))
  return true
}
