import type { StreamError } from '../../../shared/stream-end.ts'
import type { Complaint } from './server-complaint.ts'

/** What a sentence about a failed call needs to know beside the server's complaint. */
export interface ErrorContext {
  label: string
  model: string
  /** How to get a model the server has not, e.g. "pull it with `ollama pull NAME`". */
  missing_model: string
  key_given: boolean
  /** The HTTP status, if the complaint came with one. */
  status?: number | undefined
  /** The Retry-After and Date headers, as sent. */
  retry_after?: string | undefined
  date?: string | undefined
  /** The complaint is a web page. */
  web_page?: boolean | undefined
  /** Its headers say that it is a proxy's. */
  by_proxy?: boolean | undefined
}

type Verdict = StreamError | null

const CONTEXT =
  /exceed_context_size|context_length_exceeded|(exceed|larger|longer|greater|maximum|beyond)[^.]{0,40}context|context (size|length|window)[^.]{0,20}exceed|n_ctx/i
const MEMORY =
  /out of (device |system |gpu )?memory|outof(device|host)memory|more system memory|(insufficient|not enough) (gpu |system |free )?memory|failed to allocate|unable to allocate|cudamalloc failed|alloc_buffer/i
const NO_MODEL =
  /model_not_found|model[^.]{0,200}?(not found|does(n't| not) exist|not available)|invalid model|no such model|unknown model/i
const LOAD =
  /(failed|unable|error|cannot|could not|timed out)[^.]{0,20} (to load|loading|load|to start)|unsupported (model )?architecture|waiting for llama runner|model (was )?unloaded/i
const CRASH =
  /unexpected eof|runner (process )?(has |is )?(no longer running|terminated)|process has terminated|engine (process )?(died|crashed)|enginedeaderror/i
const BUSY = /loading model|server busy|overloaded|no slot|maximum pending|capacity|unavailable_error/i

/** Turns a server's complaint into the closed list of errors and one sentence that names the server and what to do. */
export function serverError(complaint: Complaint, context: ErrorContext): StreamError {
  const text = `${complaint.kind} ${complaint.message}`
  return (
    refusedOnTheWay(context) ??
    tooLongForContext(complaint, text, context) ??
    outOfMemory(text, complaint, context) ??
    unauthorized(text, context) ??
    rateLimited(text, complaint, context) ??
    notFound(text, complaint, context) ??
    engineTrouble(text, complaint, context) ??
    otherError(complaint, context)
  )
}

/** The sentence for a page where an answer was expected. */
export function webPage(label: string): StreamError {
  return {
    content: `${label} answered with a web page instead of an answer; check the address in the connection's settings.`,
    error_type: 'bad_reply',
    retryable: false,
  }
}

/** Not the server's refusal: its key and its log are of no help. A model server forbids in JSON or in plain words, never with a page. */
function refusedOnTheWay({ label, status, web_page, by_proxy }: ErrorContext): Verdict {
  const by_gateway = by_proxy || web_page
  if (status !== 407 && !(status === 403 && by_gateway)) return null
  const what =
    status === 407
      ? 'asks for a name and a password (HTTP 407), which Sluice does not give'
      : 'does not let this request through (HTTP 403)'
  return {
    content: `A proxy or firewall on the way to ${label} ${what}. Ask those who run it to let the address through, or use an address that leads to the server straight.`,
    error_type: 'engine_unreachable',
    retryable: false,
  }
}

function tooLongForContext(
  complaint: Complaint,
  text: string,
  { label, model, status }: ErrorContext,
): Verdict {
  if (status === 401 || status === 403 || status === 429 || !CONTEXT.test(text)) return null
  const { prompt_tokens, context_tokens } = { ...numbersIn(complaint.message), ...complaint }
  const sizes =
    prompt_tokens !== undefined && context_tokens !== undefined
      ? ` (${prompt_tokens} tokens; it takes ${context_tokens})`
      : context_tokens === undefined
        ? ''
        : ` (it takes ${context_tokens} tokens)`
  return {
    content: `This chat is too long for ${model} on ${label}${sizes}. Start a new chat, shorten the prompt, or give the model a larger context there.`,
    error_type: 'context_overflow',
    retryable: false,
  }
}

/** "request (9412 tokens) exceeds the available context size (8192 tokens)", "maximum context length is 4096 tokens … 5000 tokens". */
function numbersIn(message: string): { prompt_tokens?: number; context_tokens?: number } {
  const counts = [...message.matchAll(/(\d{2,9}) tokens/g)].map((match) => Number(match[1]))
  const [a, b] = counts
  if (a === undefined) return {}
  if (b === undefined) return { context_tokens: a }
  return { prompt_tokens: Math.max(a, b), context_tokens: Math.min(a, b) }
}

function outOfMemory(text: string, complaint: Complaint, { label, model }: ErrorContext): Verdict {
  if (!MEMORY.test(text)) return null
  return {
    content: `${label} has not enough memory for ${model}${quote(complaint)}. Choose a smaller model or context, or close other programs.`,
    error_type: 'out_of_memory',
    retryable: true,
  }
}

// The server's words are not quoted here: they may repeat the key.
function unauthorized(text: string, { label, status, key_given }: ErrorContext): Verdict {
  const said = /invalid_api_key|authentication_error|incorrect api key|^\s*unauthorized\s*$/i.test(text)
  if (status !== 401 && status !== 403 && !(said && status !== 404)) return null
  const why = key_given ? 'refused the key; check it' : 'asks for a key; add it'
  return {
    content: `${label} ${why} in the connection's settings.`,
    error_type: 'unauthorized',
    retryable: false,
  }
}

function rateLimited(text: string, complaint: Complaint, context: ErrorContext): Verdict {
  if (context.status !== 429 && !/rate_limit|insufficient_quota/i.test(text)) return null
  const seconds = secondsOf(context.retry_after, context.date)
  const when = seconds === null ? 'in a moment' : `in ${seconds} s`
  return {
    content: `${context.label} takes no more requests for now${quote(complaint)}. Send again ${when}.`,
    error_type: 'rate_limited',
    retryable: true,
  }
}

/** Retry-After is a number of seconds or a date, on the server's own clock; null when neither. */
function secondsOf(retry_after: string | undefined, date: string | undefined): number | null {
  if (retry_after === undefined) return null
  if (/^\s*\d{1,6}(\.\d+)?\s*$/.test(retry_after)) return Math.ceil(Number(retry_after))
  const wait_ms = Date.parse(retry_after) - Date.parse(date ?? '')
  return Number.isNaN(wait_ms) ? null : Math.max(0, Math.ceil(wait_ms / 1_000))
}

function notFound(text: string, complaint: Complaint, context: ErrorContext): Verdict {
  const { label, model, status, missing_model } = context
  if (NO_MODEL.test(text)) {
    return {
      content: `${label} has no model named ${model}; ${missing_model}.`,
      error_type: 'model_not_found',
      retryable: false,
    }
  }
  if (status !== 404 && status !== 405 && !(status !== undefined && status >= 300 && status < 400))
    return null
  return {
    content: `${label} has nothing at this address (HTTP ${status})${quote(complaint)}; check the address in the connection's settings.`,
    error_type: 'invalid_request',
    retryable: false,
  }
}

function engineTrouble(text: string, complaint: Complaint, { label, model, status }: ErrorContext): Verdict {
  if (LOAD.test(complaint.message)) {
    return {
      content: `${label} could not load ${model}${quote(complaint)}. Try another model, or look into the server's log.`,
      error_type: 'model_load_failed',
      retryable: true,
    }
  }
  if (CRASH.test(text)) {
    return {
      content: `The model ${model} stopped working on ${label}${quote(complaint)}. Send again; if it happens again, restart the server.`,
      error_type: 'engine_crashed',
      retryable: true,
    }
  }
  if (status === 503 || BUSY.test(text)) {
    return {
      content: `${label} is busy${quote(complaint)}. Send again in a moment.`,
      error_type: 'engine_busy',
      retryable: true,
    }
  }
  return null
}

function otherError(complaint: Complaint, { label, status, web_page }: ErrorContext): StreamError {
  if (status !== undefined && status >= 400 && status < 500) {
    return {
      content: `${label} refused the request (HTTP ${status})${quote(complaint)}. Check the model and the address.`,
      error_type: 'invalid_request',
      retryable: false,
    }
  }
  const how = status === undefined ? 'reported an error' : `answered with error ${status}`
  const page = web_page ? ', as a web page' : ''
  return {
    content: `${label} ${how}${page}${quote(complaint)}. Send again; if it happens again, look into the server's log.`,
    error_type: 'bad_reply',
    retryable: true,
  }
}

function quote({ message }: Complaint): string {
  return message === '' ? '' : ` (“${message.replace(/[.\s]+$/, '')}”)`
}
