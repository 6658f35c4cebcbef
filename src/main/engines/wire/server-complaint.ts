import { countIn, isObject, listIn, objectIn, parseObject, textIn } from './json-fields.ts'

/** What a server says went wrong, whatever shape it says it in. */
export interface Complaint {
  /** The server's words, '' when it has none fit for people. */
  message: string
  /** Its own names for it (type, code), joined by a blank; '' without. */
  kind: string
  prompt_tokens?: number
  context_tokens?: number
}

const QUOTE_MAX_CHARS = 240

/** Reads an error body: JSON of any of the shapes in use, a web page, or plain text. */
export function complaintInBody(body: string): Complaint {
  if (isWebPage(body)) return { message: '', kind: '' }
  const object = parseObject(body)
  return object ? complaintIn(object) : { message: quotable(body), kind: '' }
}

/**
 * `{error: {message, type, code}}` (OpenAI, llama-server), `{error: "text"}` (Ollama, LM Studio), `{detail: "text" | [{msg,
 * loc}]}` (FastAPI), `{message, type, code}` (vLLM), `{errors: [...]}`.
 */
export function complaintIn(body: unknown): Complaint {
  const found = objectIn(body, 'error') ?? objectIn(body, 'detail') ?? body
  const list = [...listIn(found, 'detail'), ...listIn(found, 'errors')]
  const words =
    textIn(found, 'message') ??
    textIn(found, 'error') ??
    textIn(found, 'detail') ??
    (list.length > 0 ? list.map((entry) => wordsOf(entry)).join('; ') : '')
  const names = isObject(found) ? [found['type'], found['code']] : []
  const kind = names.filter((name) => typeof name === 'string' || typeof name === 'number').join(' ')
  const prompt_tokens = countIn(found, 'n_prompt_tokens')
  const context_tokens = countIn(found, 'n_ctx')
  return {
    message: quotable(words),
    kind,
    ...(prompt_tokens !== undefined && { prompt_tokens }),
    ...(context_tokens !== undefined && { context_tokens }),
  }
}

function wordsOf(entry: unknown): string {
  if (typeof entry === 'string') return entry
  const place = listIn(entry, 'loc')
    .filter((part) => typeof part === 'string')
    .join('.')
  const words = textIn(entry, 'msg') ?? textIn(entry, 'message') ?? ''
  return place === '' ? words : `${place}: ${words}`
}

export function isWebPage(text: string): boolean {
  return /^[\s\u{feff}]*<(!doctype\s+html|html|head|body)\b/iu.test(text.slice(0, 1_024))
}

/** A server's words on one line, without anything that moves a cursor or turns the direction of text. */
function quotable(text: string): string {
  const line = text
    .slice(0, 16 * QUOTE_MAX_CHARS)
    .toWellFormed()
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    .replace(/\u{1b}\[[0-9;?]*[a-z]/giu, '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  return line.length > QUOTE_MAX_CHARS ? `${[...line].slice(0, QUOTE_MAX_CHARS - 1).join('')}…` : line
}
