import type { EngineReply } from '../../ports.ts'
import type { Finish, Usage } from '../../../shared/stream-end.ts'
import { countIn, listIn, objectIn, parseObject, textIn } from '../wire/json-fields.ts'
import type { JsonObject } from '../wire/json-fields.ts'
import type { ReplyParser } from '../wire/reply-reader.ts'
import { complaintIn } from '../wire/server-complaint.ts'
import { serverError } from '../wire/server-error.ts'
import type { ErrorContext } from '../wire/server-error.ts'
import { ThinkSplitter } from '../wire/think-splitter.ts'

/**
 * The events of `POST /chat/completions`: chunks with `choices[0].delta`, one with `finish_reason`, one with `usage` and no
 * choices, then `[DONE]`. Reasoning is `reasoning_content` (llama-server, vLLM, DeepSeek) or `reasoning` (OpenRouter, newer
 * vLLM). llama-server reports reading the prompt as `prompt_progress {total, cache, processed, time_ms}`. A whole answer
 * (`choices[0].message`) is read the same way.
 */
export class ChatChunks implements ReplyParser {
  #context: ErrorContext
  #think = new ThinkSplitter()
  #finish: Finish | null = null
  #usage: Usage | undefined

  constructor(context: ErrorContext) {
    this.#context = context
  }

  /** Many servers end with the finish_reason alone. */
  get complete(): boolean {
    return this.#finish !== null
  }

  read(payload: string): EngineReply[] | null {
    if (payload.trim() === '[DONE]') return this.finish()
    const chunk = parseObject(payload)
    if (!chunk) return null
    if (chunk['error'] !== undefined && chunk['error'] !== null) {
      const error = serverError(complaintIn(chunk), { ...this.#context, status: statusOf(chunk) })
      return [...this.flush(), { type: 'failed', error }]
    }
    this.#usage = usageOf(chunk) ?? this.#usage
    const choice = listIn(chunk, 'choices')[0]
    const replies = [
      ...progressOf(chunk),
      ...this.#textOf(objectIn(choice, 'delta') ?? objectIn(choice, 'message')),
    ]
    const reason = textIn(choice, 'finish_reason')
    if (reason) this.#finish ??= finishOf(reason)
    return replies
  }

  flush(): EngineReply[] {
    return this.#think.end().map((text) => ({ type: 'text', ...text }))
  }

  finish(): EngineReply[] {
    const finish = this.#finish ?? 'stop'
    return [...this.flush(), { type: 'finish', finish, ...(this.#usage && { usage: this.#usage }) }]
  }

  #textOf(delta: JsonObject | undefined): EngineReply[] {
    const reasoning = textIn(delta, 'reasoning_content') || textIn(delta, 'reasoning') || ''
    const replies: EngineReply[] =
      reasoning === '' ? [] : [{ type: 'text', channel: 'reasoning', content: reasoning }]
    for (const text of this.#think.push(textIn(delta, 'content') ?? ''))
      replies.push({ type: 'text', ...text })
    return replies
  }
}

// What was cached needs no reading, so it does not count as progress.
function progressOf(chunk: JsonObject): EngineReply[] {
  const progress = objectIn(chunk, 'prompt_progress')
  const total = countIn(progress, 'total')
  const processed = countIn(progress, 'processed')
  if (total === undefined || processed === undefined) return []
  const cache = Math.min(countIn(progress, 'cache') ?? 0, total)
  const share = total === cache ? 1 : (processed - cache) / (total - cache)
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100)
  return [{ type: 'status', status: 'thinking', percent, detail: 'reading the prompt' }]
}

function usageOf(chunk: JsonObject): Usage | undefined {
  const usage = objectIn(chunk, 'usage')
  const prompt_tokens = countIn(usage, 'prompt_tokens')
  const completion_tokens = countIn(usage, 'completion_tokens')
  if (prompt_tokens === undefined && completion_tokens === undefined) return undefined
  return {
    ...(prompt_tokens !== undefined && { prompt_tokens }),
    ...(completion_tokens !== undefined && { completion_tokens }),
  }
}

function finishOf(reason: string): Finish {
  if (reason === 'length' || reason === 'max_tokens') return 'length'
  return reason === 'content_filter' ? 'filter' : 'stop'
}

/** Many servers repeat the HTTP status as the error's code. */
function statusOf(chunk: JsonObject): number | undefined {
  const code = countIn(objectIn(chunk, 'error'), 'code')
  return code !== undefined && code >= 400 && code < 600 ? code : undefined
}
