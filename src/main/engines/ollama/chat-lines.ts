import type { EngineReply } from '../../ports.ts'
import type { Finish, Usage } from '../../../shared/stream-end.ts'
import { countIn, objectIn, parseObject, textIn } from '../wire/json-fields.ts'
import type { JsonObject } from '../wire/json-fields.ts'
import type { ReplyParser } from '../wire/reply-reader.ts'
import { complaintIn } from '../wire/server-complaint.ts'
import { serverError } from '../wire/server-error.ts'
import type { ErrorContext } from '../wire/server-error.ts'
import { ThinkSplitter } from '../wire/think-splitter.ts'
import type { ChannelText } from '../wire/think-splitter.ts'

/**
 * The lines of `POST /api/chat`: `{message: {content, thinking?}, done: false}` …, last `{done: true, done_reason,
 * prompt_eval_count, eval_count}`. An error is a line `{error}` of its own, with HTTP status 200.
 * https://docs.ollama.com/api/chat
 */
export class ChatLines implements ReplyParser {
  readonly complete = false
  #context: ErrorContext
  #think = new ThinkSplitter()

  constructor(context: ErrorContext) {
    this.#context = context
  }

  read(payload: string): EngineReply[] | null {
    const line = parseObject(payload)
    if (!line) return null
    if (line['error'] !== undefined && line['error'] !== null) {
      const error = serverError(complaintIn(line), { ...this.#context, status: countIn(line, 'status') })
      return [...this.flush(), { type: 'failed', error }]
    }
    const message = objectIn(line, 'message')
    const thinking = textIn(message, 'thinking') ?? ''
    const replies: EngineReply[] =
      thinking === '' ? [] : [{ type: 'text', channel: 'reasoning', content: thinking }]
    replies.push(...asReplies(this.#think.push(textIn(message, 'content') ?? '')))
    if (line['done'] === true) replies.push(...this.flush(), finishOf(line))
    return replies
  }

  flush(): EngineReply[] {
    return asReplies(this.#think.end())
  }

  finish(): EngineReply[] {
    return this.flush()
  }
}

function asReplies(texts: ChannelText[]): EngineReply[] {
  return texts.map((text) => ({ type: 'text', ...text }))
}

// Servers before 2024 send no done_reason.
function finishOf(line: JsonObject): EngineReply {
  const finish: Finish = textIn(line, 'done_reason') === 'length' ? 'length' : 'stop'
  const prompt_tokens = countIn(line, 'prompt_eval_count')
  const completion_tokens = countIn(line, 'eval_count')
  const usage: Usage = {
    ...(prompt_tokens !== undefined && { prompt_tokens }),
    ...(completion_tokens !== undefined && { completion_tokens }),
  }
  return { type: 'finish', finish, ...(Object.keys(usage).length > 0 && { usage }) }
}
