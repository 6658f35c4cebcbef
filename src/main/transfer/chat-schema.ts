import { z } from 'zod'
import type { ChatHeader, ChatMessage, QueuedRecord } from '../../shared/chat-record.ts'
import type { ConnectionId, MessageId, SessionId, StreamId } from '../../shared/ids.ts'
import type { NumberParameter, Parameters } from '../../shared/parameters.ts'
import { PARAMETER_BOUNDS, STOP_BOUNDS } from '../../shared/parameters.ts'
import type { MessagePart, ModelRef } from '../../shared/session.ts'
import type { StreamEnd, StreamError, Timings, Usage } from '../../shared/stream-end.ts'
import { ERROR_TYPES } from '../../shared/stream-end.ts'

/** What a file may hold. Each table names every field of its type: one that is added there does not compile without a line here. */
type Shape<Type> = { [Key in keyof Required<Type>]: z.ZodType }

/** The same as what windows may ask with: a chat under another id could never be opened. */
const id = <Id extends string>() =>
  z.custom<Id>((value) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value), 'is no id')
/** What JavaScript takes for a date: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const moment = z.number().int().min(0).max(8.64e15)
/** Columns hold UTF-8, in which half a surrogate pair does not exist. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .transform((value) => value.toWellFormed())
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const duration = z.number().min(0)

const model = z.strictObject({
  connection_id: id<ConnectionId>(),
  model: text(512),
} satisfies Shape<ModelRef>)

const bounded = (key: NumberParameter) =>
  z.number().min(PARAMETER_BOUNDS[key].min).max(PARAMETER_BOUNDS[key].max).optional()
const parameters = z.strictObject({
  temperature: bounded('temperature'),
  top_p: bounded('top_p'),
  max_tokens: bounded('max_tokens'),
  seed: bounded('seed'),
  top_k: bounded('top_k'),
  min_p: bounded('min_p'),
  repeat_penalty: bounded('repeat_penalty'),
  stop: z.array(z.string().min(1).max(STOP_BOUNDS.chars)).max(STOP_BOUNDS.count).optional(),
  context_size: bounded('context_size'),
  gpu_layers: bounded('gpu_layers'),
} satisfies Shape<Parameters>)

const queued = z.strictObject({
  queue_id: id<string>(),
  text: text(64 * 1024 * 1024),
  created_at: moment,
} satisfies Shape<QueuedRecord>)

const header = z.strictObject({
  session_id: id<SessionId>(),
  title: text(4_096),
  created_at: moment,
  updated_at: moment,
  pinned: z.boolean(),
  archived: z.boolean(),
  model: model.nullable(),
  system_prompt: text(64 * 1024 * 1024),
  parameters,
  leaf_id: id<MessageId>().nullable(),
  draft: text(64 * 1024 * 1024).nullable(),
  queue: z.array(queued).max(10_000),
} satisfies Shape<ChatHeader>)

const error = z.strictObject({
  content: z.string(),
  error_type: z.enum(ERROR_TYPES),
  retryable: z.boolean(),
} satisfies Shape<StreamError>)
const usage = z.strictObject({
  prompt_tokens: count.optional(),
  kept_tokens: count.optional(),
  completion_tokens: count.optional(),
  context_tokens: count.optional(),
  not_sent: count.optional(),
} satisfies Shape<Usage>)
const timings = z.strictObject({
  first_token_ms: duration.nullable(),
  total_ms: duration,
  tokens: count,
} satisfies Shape<Timings>)
const end = z.strictObject({
  reason: z.enum(['success', 'stopped', 'superseded', 'interrupted', 'error']),
  finish: z.enum(['stop', 'length', 'filter']).optional(),
  error: error.optional(),
  usage: usage.optional(),
  timings,
} satisfies Shape<StreamEnd>)

const part = z.strictObject({
  channel: z.enum(['answer', 'reasoning']),
  text: z.string(),
} satisfies Shape<MessagePart>)

const message = z.strictObject({
  message_id: id<MessageId>(),
  parent_id: id<MessageId>().nullable(),
  role: z.enum(['user', 'assistant']),
  created_at: moment,
  model: model.nullable(),
  stream_id: id<StreamId>().nullable(),
  end: end.nullable(),
  parts: z.array(part),
} satisfies Shape<ChatMessage>)

export type Checked<Type> = { value: Type } | { wrong: string }

export function checkHeader(value: unknown): Checked<ChatHeader> {
  return checked<ChatHeader>(header, value)
}

/** Parts and ends come back as they were written, to the order of their fields, so that a round trip changes no byte. */
export function checkMessage(value: unknown): Checked<ChatMessage> {
  const found = checked<ChatMessage>(message, value)
  if ('wrong' in found) return found
  const { role, model: answeredBy, stream_id, end: ended, parent_id, message_id } = found.value
  if (parent_id === message_id) return { wrong: 'it follows itself' }
  if (role === 'user' && (answeredBy ?? stream_id ?? ended) !== null) {
    return { wrong: 'a message of yours has no “model”, “stream_id” or “end”' }
  }
  if (role === 'assistant' && ended === null) return { wrong: 'an answer needs an “end”' }
  if (ended && (ended.reason === 'error') !== (ended.error !== undefined)) {
    return { wrong: '“end.error” goes with the reason “error”' }
  }
  const { end: written, parts } = value as ChatMessage
  return { value: { ...found.value, end: written, parts } }
}

/** A value of the right shape, or what is wrong, naming the place and never the value, which may be somebody's text. */
function checked<Type>(schema: z.ZodType, value: unknown): Checked<Type> {
  const result = schema.safeParse(value)
  // The tables above are held to the types' fields; zod's own types lose the optional ones.
  if (result.success) return { value: result.data as Type }
  const [issue] = result.error.issues
  const at = issue?.path.join('.') ?? ''
  if (issue?.code === 'unrecognized_keys') {
    const keys = issue.keys.map(
      (key) => `“${[...at.split('.').filter(Boolean), key].join('.').slice(0, 80)}”`,
    )
    return { wrong: `${keys.slice(0, 3).join(', ')} is not known` }
  }
  return { wrong: at === '' ? 'it is not an object' : `“${at.slice(0, 80)}” is missing or cannot be this` }
}
