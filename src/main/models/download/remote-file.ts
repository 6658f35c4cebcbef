import type { Dispatcher } from 'undici'
import { request } from 'undici'
import type { Clock } from '../../lib/clock.ts'
import { BodyPieces } from './body-pieces.ts'
import { addressRefusal } from './download-source.ts'
import { endOfProxy } from './proxy-fault.ts'
import type { RemoteEnd } from './remote-end.ts'
import { endOfError, endOfStatus } from './remote-end.ts'
import { Silence } from './silence.ts'

/** The hub's own storage takes two. */
const REDIRECTS_MAX = 5
const REDIRECT = new Set([301, 302, 303, 307, 308])

export interface RemoteQuestion {
  url: string
  /** Where to begin; 0 is the whole file. */
  from: number
  /** What the file is known by there (an ETag or a date), so that the rest of another one is not taken. */
  validator: string | null
  signal: AbortSignal
  clock: Clock
  /** For the head, and between two pieces. */
  silence_ms: number
  dispatcherOf: (url: string) => Dispatcher
}

export interface RemoteHead {
  /** Where what comes begins: 0 also where a rest was asked for and the server sends all. */
  from: number
  total_bytes: number | null
  validator: string | null
  /** What the hub says of the file before it sends us on to its storage. */
  linked_sha256: string | null
  /** Where what was asked for goes on, of a list in pages (`Link: <…>; rel="next"`). */
  next_url: string | null
}

export interface RemoteFile {
  head: RemoteHead
  /** The next piece; null at the end of what the server sends, which may be too early. */
  read(): Promise<Buffer | RemoteEnd | null>
  close(): void
}

/** Asks for a file, or the rest of it, and follows where it is sent on to. Sends no name, key or cookie anywhere. Never rejects. */
export async function openRemoteFile(question: RemoteQuestion): Promise<RemoteFile | RemoteEnd> {
  const silence = new Silence(question.clock, question.silence_ms)
  const signal = AbortSignal.any([question.signal, silence.signal])
  const endOf = (error: unknown): RemoteEnd => {
    if (question.signal.aborted) return { end: 'aborted' }
    return silence.signal.aborted ? SILENT : (endOfProxy(error) ?? endOfError(error))
  }
  try {
    const { answer, linked_sha256, at } = await follow(question, signal)
    silence.dispose()
    if ('end' in answer) return close(answer, silence)
    const { body, statusCode, headers } = answer
    // What comes after we stopped listening.
    body.on('error', () => {})
    const head = headOf(question, statusCode, flat(headers))
    if ('end' in head) {
      body.destroy()
      return close(head, silence)
    }
    const pieces = new BodyPieces(body)
    return {
      head: { ...head, linked_sha256, next_url: nextUrl(flat(headers)['link'], at) },
      read: async () => {
        silence.heard()
        try {
          const next = await pieces.next()
          silence.dispose()
          return next
        } catch (error) {
          return close(endOf(error), silence)
        }
      },
      close: () => {
        silence.dispose()
        body.destroy()
      },
    }
  } catch (error) {
    return close(endOf(error), silence)
  }
}

const SILENT: RemoteEnd = { end: 'again', says: 'The server went silent.', detail: 'silent', after_ms: null }

function close(end: RemoteEnd, silence: Silence): RemoteEnd {
  silence.dispose()
  return end
}

type Headers = Record<string, string>

async function follow(
  { url, from, validator, dispatcherOf }: RemoteQuestion,
  signal: AbortSignal,
): Promise<{ answer: Dispatcher.ResponseData | RemoteEnd; linked_sha256: string | null; at: URL }> {
  let at = new URL(url)
  let linked_sha256: string | null = null
  const headers: Headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Sluice' }
  if (from > 0) headers['range'] = `bytes=${from}-`
  if (from > 0 && validator !== null) headers['if-range'] = validator
  for (let hop = 0; ; hop++) {
    const answer = await request(at, { dispatcher: dispatcherOf(at.href), signal, headers, reset: true })
    const said = flat(answer.headers)
    linked_sha256 ??= /^"?([0-9a-f]{64})"?$/.exec(said['x-linked-etag'] ?? '')?.[1] ?? null
    if (!REDIRECT.has(answer.statusCode)) return { answer, linked_sha256, at }
    answer.body.on('error', () => {})
    answer.body.destroy()
    const to = URL.parse(said['location'] ?? '', at.href)
    const refused = hop === REDIRECTS_MAX ? TOO_MANY : redirectRefusal(at, to)
    if (refused || !to) return { answer: refused ?? NOWHERE, linked_sha256, at }
    at = to
  }
}

const TOO_MANY: RemoteEnd = {
  end: 'failed',
  says: 'The server sends from one address to the next without an end. Try another address.',
  detail: 'redirects',
}
const NOWHERE: RemoteEnd = {
  end: 'failed',
  says: 'The server sends on to an address that is none. Try another address.',
  detail: 'redirect nowhere',
}

/** Nobody sends us from a safe line to one that anybody on the way could change. */
function redirectRefusal(from: URL, to: URL | null): RemoteEnd | null {
  if (!to) return NOWHERE
  const downgrade = from.protocol === 'https:' && to.protocol !== 'https:'
  if (!downgrade && !addressRefusal(to)) return null
  return {
    end: 'failed',
    says: 'The server sends on to an address that is not safe (no https), so nothing was downloaded. Try another address.',
    detail: 'unsafe redirect',
  }
}

function headOf(
  { from }: RemoteQuestion,
  status: number,
  headers: Headers,
): Omit<RemoteHead, 'linked_sha256' | 'next_url'> | RemoteEnd {
  if (headers['content-encoding'] && headers['content-encoding'] !== 'identity')
    return { end: 'failed', says: PACKED, detail: 'content encoding' }
  const validator = validatorOf(headers)
  if (status === 200) return { from: 0, total_bytes: countOf(headers['content-length']), validator }
  const range = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(headers['content-range'] ?? '')
  if (status === 206) {
    const [, first, last, whole] = range ?? []
    const total_bytes = countOf(whole)
    // Another piece than the one asked for, or one that stops short: not to be used.
    const fits =
      from > 0 && Number(first) === from && (total_bytes === null || Number(last) + 1 === total_bytes)
    return fits ? { from, total_bytes, validator } : { end: 'anew', says: ODD_PIECE, detail: 'odd range' }
  }
  if (status === 416 && from > 0) {
    return countOf(range?.[3]) === from
      ? { end: 'whole' }
      : { end: 'anew', says: CHANGED, detail: 'status 416' }
  }
  return endOfStatus(status, headers['retry-after'])
}

const PACKED =
  'The server sends the file packed, which Sluice does not unpack. Download it with a browser, then add it.'
const ODD_PIECE = 'The server sent another piece of the file than it was asked for.'
export const CHANGED = 'The file on the server is another one now.'

/** A weak ETag does not promise the same bytes. */
function validatorOf(headers: Headers): string | null {
  const etag = headers['etag']
  if (etag && /^"[^"]+"$/.test(etag)) return etag
  return headers['last-modified'] ?? null
}

/** https://www.rfc-editor.org/rfc/rfc8288 */
function nextUrl(link: string | undefined, at: URL): string | null {
  const [, target] = /<([^<>]*)>\s*;[^<]*\brel="?next"?(?:[\s;,]|$)/i.exec(link ?? '') ?? []
  return target === undefined ? null : (URL.parse(target, at.href)?.href ?? null)
}

function countOf(text: string | undefined): number | null {
  const count = text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
  return count
}

function flat(headers: Dispatcher.ResponseData['headers']): Headers {
  const flattened: Headers = {}
  for (const [name, value] of Object.entries(headers))
    flattened[name] = Array.isArray(value) ? (value[0] ?? '') : (value ?? '')
  return flattened
}
