import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What is left for us on the disk of a folder, which need not be there yet; null where the system does not say. */
export async function freeBytes(folder: string): Promise<number | null> {
  for (let at = folder; ; at = dirname(at)) {
    try {
      const { bavail, bsize } = await statfs(at)
      return bavail * bsize
    } catch {
      if (dirname(at) === at) return null
    }
  }
}
