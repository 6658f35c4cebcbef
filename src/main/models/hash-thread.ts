import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

const READ_BYTES = 4 * 1024 * 1024

/** A thread for one file: posts its SHA-256 in hex. Ended from outside when nobody wants it any more. */
function sha256(path: string): string {
  const file = openSync(path, 'r')
  try {
    const hash = createHash('sha256')
    const buffer = Buffer.allocUnsafe(READ_BYTES)
    for (;;) {
      const read = readSync(file, buffer, 0, READ_BYTES, null)
      if (read === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, read))
    }
  } finally {
    closeSync(file)
  }
}

parentPort?.postMessage(sha256(String(workerData)))
