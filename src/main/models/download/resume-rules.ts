import type { DownloadRecord } from './download-record.ts'
import type { RemoteEnd } from './remote-end.ts'
import type { RemoteHead } from './remote-file.ts'
import { CHANGED } from './remote-file.ts'

const ANEW: RemoteEnd = { end: 'anew', says: CHANGED, detail: 'changed' }
const OTHER: RemoteEnd = {
  end: 'failed',
  says: 'The server has another file than the one with this SHA-256, so nothing was downloaded. Check the address and the SHA-256.',
  detail: 'other hash',
}
const OTHER_SIZE: RemoteEnd = {
  end: 'failed',
  says: 'The server has a file of another size than the hub names. Resume asks both again.',
  detail: 'other size',
}
const EMPTY: RemoteEnd = {
  end: 'failed',
  says: 'The server has an empty file at this address. Check the address, then press Resume.',
  detail: 'empty',
}

/**
 * Takes what a server says of its file into the record. null: what comes can be added to what is here; `restart`: what comes
 * is the whole file, so what is here goes; else why it is not taken at all.
 */
export function adoptHead(
  record: DownloadRecord,
  head: RemoteHead,
  here_bytes: number,
): RemoteEnd | 'restart' | null {
  const other = adoptHash(record, head.linked_sha256, here_bytes)
  if (other) return other
  if (head.from > 0) {
    const isOther = differ(record.validator, head.validator) || differ(record.total_bytes, head.total_bytes)
    if (!isOther) {
      record.total_bytes ??= head.total_bytes
      return null
    }
    forget(record)
    return ANEW
  }
  const hub_bytes = record.asked_hub ? record.total_bytes : null
  if (differ(hub_bytes, head.total_bytes)) {
    forget(record)
    return OTHER_SIZE
  }
  record.total_bytes = head.total_bytes ?? hub_bytes
  record.validator = head.validator
  if (record.total_bytes === 0) return EMPTY
  return here_bytes > 0 ? 'restart' : null
}

/** The hub's storage tells the hash of the file itself. */
function adoptHash(record: DownloadRecord, linked: string | null, here_bytes: number): RemoteEnd | null {
  if (linked === null || linked === record.sha256) return null
  if (record.sha256_by === 'person') return OTHER
  const known = record.sha256 !== null
  if (known) forget(record)
  record.sha256 = linked
  record.sha256_by = 'hub'
  return known && here_bytes > 0 ? ANEW : null
}

/** What was known of a file that is another one now. */
function forget(record: DownloadRecord): void {
  record.total_bytes = null
  record.validator = null
  record.asked_hub = false
  if (record.sha256_by === 'hub') record.sha256 = record.sha256_by = null
}

const differ = (a: string | number | null, b: string | number | null): boolean =>
  a !== null && b !== null && a !== b
