import { whyNot } from '../../lib/why-not.ts'
import { sizeWords } from '../size-words.ts'
import type { DownloadRecord } from './download-record.ts'
import type { RemoteEnd } from './remote-end.ts'

export type AttemptEnd = RemoteEnd | { end: 'full'; says: string; detail: string }

type Failed = Extract<RemoteEnd, { end: 'failed' }>

export const TOO_LONG: Failed = {
  end: 'failed',
  says: 'The server sends more than it said, so nothing of it was kept. Resume tries once more, from the beginning.',
  detail: 'too long',
}

/** What came is not what was wanted, and is gone. */
export function wrongEnd(says: string): Failed {
  const then = 'Nothing of it was kept. Check the address; Resume tries once more.'
  return { end: 'failed', says: `${says} ${then}`, detail: 'no model' }
}

export function fullEnd({ file_name }: DownloadRecord, lacking_bytes: number): AttemptEnd {
  const lacks = `${sizeWords(lacking_bytes)} too little is free on the disk for “${file_name}”`
  return {
    end: 'full',
    says: `${lacks}. Make room, then press Resume: it goes on from here.`,
    detail: 'no room',
  }
}

/** What the disk refused. What is not the system's word is a bug, which must not leave the download hanging. */
export function diskEnd({ file_name }: DownloadRecord, error: unknown): AttemptEnd {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const says = `The disk is full, so “${file_name}” waits. Make room, then press Resume: it goes on from here.`
    return { end: 'full', says, detail: code }
  }
  return {
    end: 'failed',
    says: `“${file_name}” could not be written into the folder of models: ${whyNot(error)}. Then press Resume.`,
    detail: code,
  }
}
