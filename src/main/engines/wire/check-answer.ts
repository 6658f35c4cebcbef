import type { StreamError } from '../../../shared/stream-end.ts'
import type { HttpHead, HttpStream } from './http-stream.ts'
import { complaintInBody, isWebPage } from './server-complaint.ts'
import { serverError, webPage } from './server-error.ts'
import type { ErrorContext } from './server-error.ts'

/** An error body is read this far and this long; more says nothing to people. */
export const ERROR_BODY_MAX_BYTES = 64 * 1024
export const ERROR_BODY_MS = 2_000

/** Why an answer is none, with what its body said. */
export interface BadAnswer {
  status: number
  body: string
  error: StreamError
}

/** Looks at the status line and the headers; null when the body may be read as an answer. */
export async function checkAnswer(
  head: HttpHead,
  stream: HttpStream,
  context: Omit<ErrorContext, 'status' | 'retry_after' | 'date' | 'web_page' | 'by_proxy'>,
): Promise<BadAnswer | null> {
  const { status, headers } = head
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding.trim().toLowerCase() !== 'identity') {
    stream.destroy()
    return { status, body: '', error: compressed(context.label) }
  }
  if (status >= 200 && status < 300) {
    if (!isHtml(headers)) return null
    stream.destroy()
    return { status, body: '', error: webPage(context.label) }
  }
  const body = await stream.text(ERROR_BODY_MAX_BYTES, ERROR_BODY_MS)
  const web_page = isHtml(headers) || isWebPage(body)
  const complaint = web_page ? { message: '', kind: '' } : complaintInBody(body)
  const { 'retry-after': retry_after, date } = headers
  const by_proxy = isByProxy(headers)
  const error = serverError(complaint, { ...context, status, retry_after, date, web_page, by_proxy })
  return { status, body, error }
}

/** What proxies that refuse say of themselves; `via` alone is said by those that pass an answer on. */
function isByProxy(headers: Record<string, string>): boolean {
  const own = ['proxy-authenticate', 'x-squid-error'].some((name) => headers[name] !== undefined)
  return own || /;\s*error=/.test(headers['proxy-status'] ?? '')
}

function isHtml(headers: Record<string, string>): boolean {
  return /^\s*(text\/html|application\/xhtml)/i.test(headers['content-type'] ?? '')
}

// Nothing is unpacked: a few kilobytes could become gigabytes.
function compressed(label: string): StreamError {
  return {
    content: `${label} sent a compressed answer although it was asked not to; check what lies between Sluice and the server.`,
    error_type: 'bad_reply',
    retryable: false,
  }
}
