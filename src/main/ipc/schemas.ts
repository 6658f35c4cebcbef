import { z } from 'zod'
import type { ConnectionId, DownloadId, MessageId, QueueId, SessionId, StreamId } from '../../shared/ids.ts'
import type { RequestName, Requests } from '../../shared/ipc-contract.ts'
import { DRAFT_MAX_CHARS, PROMPT_MAX_BYTES, SYSTEM_PROMPT_MAX_BYTES } from '../../shared/limits.ts'
import { ADDED_FILES_MAX, REPOSITORY } from '../../shared/model-library.ts'
import type { NumberParameter, Parameters } from '../../shared/parameters.ts'
import { PARAMETER_BOUNDS, STOP_BOUNDS } from '../../shared/parameters.ts'
import { QUERY_LENGTH_MAX, SEARCH_LIMIT_MAX } from '../../shared/search.ts'
import { TITLE_LENGTH_MAX } from '../../shared/session.ts'
import type { Settings } from '../../shared/settings.ts'

/** Ids are UUIDs, or the simulator's one word; anything longer is no id. */
const id = <Id extends string>() =>
  z.custom<Id>((value) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value))
const session_id = id<SessionId>()
const stream_id = id<StreamId>()
const message_id = id<MessageId>()
const connection_id = id<ConnectionId>()
const queue_id = id<QueueId>()

const nothing = z.null()
const modelRef = z.strictObject({ connection_id, model: z.string().min(1).max(512) })
const connectionInput = {
  kind: z.enum(['ollama', 'openai-compatible']),
  name: z.string().max(80),
  url: z.string().max(2_048),
  key: z.string().max(8_192).optional(),
}
/** In UTF-16 units, which is never more than the bytes: the exact size in bytes is refused with a sentence, not here. */
const prompt = z.string().max(2 * PROMPT_MAX_BYTES)
const system_prompt = z.string().max(2 * SYSTEM_PROMPT_MAX_BYTES)
/** Beyond any text: what lies further away is no place. */
const FAR_PX = 100_000_000
const place = z.strictObject({ message_id, above_px: z.number().int().min(-FAR_PX).max(FAR_PX) })
const timeout = z.number().int().min(1).max(86_400_000)

const path = z.string().min(1).max(4_096)
const modelName = z.string().min(1).max(512)
const download_id = id<DownloadId>()

/** A file's name in the app's folder, never a path. */
const backupName = z.string().regex(/^(?!\.)[\w.-]{1,120}$/)

const dropped = z.strictObject({
  stream_id,
  session_id,
  why: z.enum(['stale', 'duplicate', 'after_done']),
  count: z.number().int().min(1).max(1_000_000),
})

const settings: { [Key in keyof Settings]: z.ZodType<Settings[Key]> } = {
  theme: z.enum(['system', 'light', 'dark']),
  default_model: modelRef.nullable(),
  sidebar_hidden: z.boolean(),
  queue_by_default: z.boolean(),
  look_for_updates: z.boolean(),
  timeouts: z.strictObject({
    connect_ms: timeout,
    stalled_notice_ms: timeout,
    first_token_local_ms: timeout,
    first_token_remote_ms: timeout,
    between_tokens_ms: timeout,
  }),
  local_models: z.strictObject({
    folder: path.nullable(),
    unload_after_ms: timeout.nullable(),
    hub_url: z.string().max(2_048),
    files: z.array(path).max(ADDED_FILES_MAX),
  }),
}

const within = (key: NumberParameter) =>
  z.number().min(PARAMETER_BOUNDS[key].min).max(PARAMETER_BOUNDS[key].max)
const parameters = z
  .strictObject({
    temperature: within('temperature'),
    top_p: within('top_p'),
    max_tokens: within('max_tokens').int(),
    seed: within('seed').int(),
    top_k: within('top_k').int(),
    min_p: within('min_p'),
    repeat_penalty: within('repeat_penalty'),
    stop: z.array(z.string().min(1).max(STOP_BOUNDS.chars)).max(STOP_BOUNDS.count),
    context_size: within('context_size').int(),
    gpu_layers: within('gpu_layers').int(),
  } satisfies Record<keyof Parameters, z.ZodType>)
  .partial() as z.ZodType<Parameters>

/** The shape of every input: main trusts nothing a window sends. A request without a schema does not compile. */
export const schemas: { [Name in RequestName]: z.ZodType<Requests[Name]['input']> } = {
  'app:state': nothing,
  'session:create': z.strictObject({ model: modelRef.nullable() }),
  'session:load': z.strictObject({ session_id, to: message_id.optional() }),
  'session:earlier': z.strictObject({ session_id, before: message_id }),
  'session:draft': z.strictObject({
    session_id: session_id.nullable(),
    text: z.string().max(DRAFT_MAX_CHARS),
  }),
  'session:place': z.strictObject({ session_id, place: place.nullable() }),
  'session:rename': z.strictObject({ session_id, title: z.string().max(4 * TITLE_LENGTH_MAX) }),
  'session:set_model': z.strictObject({ session_id, model: modelRef }),
  'session:pin': z.strictObject({ session_id, pinned: z.boolean() }),
  'session:archive': z.strictObject({ session_id, archived: z.boolean() }),
  'session:configure': z.strictObject({ session_id, system_prompt, parameters }),
  'session:delete': z.strictObject({ session_id }),
  'session:undelete': z.strictObject({ session_id }),
  'session:show': z.strictObject({ session_id: session_id.nullable() }),
  'search:find': z.strictObject({
    query: z.string().max(QUERY_LENGTH_MAX),
    limit: z.number().int().min(1).max(SEARCH_LIMIT_MAX),
  }),
  'stream:open': z.strictObject({ session_id, prompt }),
  'stream:regenerate': z.strictObject({ session_id, message_id }),
  'stream:edit': z.strictObject({ session_id, message_id, prompt }),
  'stream:continue': z.strictObject({ session_id, message_id }),
  'message:show': z.strictObject({ session_id, message_id }),
  'stream:stop': z.strictObject({ stream_id }),
  'stream:stop_all': nothing,
  'stream:snapshot': z.strictObject({ stream_id }),
  'queue:add': z.strictObject({ session_id, prompt }),
  'queue:edit': z.strictObject({ queue_id, prompt }),
  'queue:move': z.strictObject({ queue_id, before: queue_id.nullable() }),
  'queue:remove': z.strictObject({ queue_id }),
  'queue:restore': z.strictObject({ queue_id }),
  'queue:send': z.strictObject({ queue_id }),
  'queue:resume': z.strictObject({ session_id }),
  'store:retry': nothing,
  'connection:add': z.strictObject(connectionInput),
  'connection:edit': z.strictObject({ ...connectionInput, connection_id }),
  'connection:remove': z.strictObject({ connection_id }),
  'connection:test': z.strictObject({ ...connectionInput, connection_id: connection_id.optional() }),
  'connection:refresh': z.strictObject({ connection_id }),
  'connection:detect': nothing,
  'engine:restart': modelRef,
  'engine:make_room': z.strictObject({ stream_id, for_room_of: z.string().min(1).max(512) }),
  'settings:set': z.strictObject(settings).partial() as z.ZodType<Partial<Settings>>,
  'clipboard:write': z.strictObject({ text: z.string().max(64 * 1024 * 1024) }),
  'link:open': z.strictObject({ url: z.string().max(8_192) }),
  'window:alive': z.strictObject({ longest_task_ms: z.number().min(0).max(86_400_000) }),
  'window:left': nothing,
  'window:dropped': z.strictObject({ dropped: z.array(dropped).max(256) }),
  'inspector:streams': z.strictObject({ session_id, since: z.number().int().min(0) }),
  'stability:state': nothing,
  'stability:start': nothing,
  'stability:cancel': nothing,
  'diagnosis:run': nothing,
  'bundle:build': nothing,
  'bundle:save': z.strictObject({ bundle_id: id<string>() }),
  'transfer:state': nothing,
  'transfer:export': z.strictObject({
    session_id: session_id.nullable(),
    format: z.enum(['markdown', 'json', 'ndjson']),
  }),
  'transfer:import': nothing,
  'transfer:cancel': z.strictObject({ transfer_id: id<string>() }),
  'backup:list': nothing,
  'backup:make': nothing,
  'backup:restore': z.strictObject({ name: backupName }),
  'models:state': nothing,
  'models:pick': nothing,
  'models:add': z.strictObject({ paths: z.array(path).min(1).max(ADDED_FILES_MAX) }),
  'models:remove': z.strictObject({ model: modelName }),
  'models:restore': z.strictObject({ model: modelName }),
  'models:choose_folder': nothing,
  'models:show': z.strictObject({ model: modelName.nullable() }),
  'download:start': z.strictObject({
    source: z.string().min(1).max(4_096),
    file: z.string().min(1).max(512).optional(),
    sha256: z.string().max(128).optional(),
  }),
  'download:files': z.strictObject({ repository: z.string().regex(REPOSITORY) }),
  'download:pause': z.strictObject({ download_id }),
  'download:resume': z.strictObject({ download_id }),
  'download:cancel': z.strictObject({ download_id }),
}
