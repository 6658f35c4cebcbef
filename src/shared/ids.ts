/**
 * Names of things. Branded, so that a session's id cannot be passed where a stream's is meant.
 * All are UUIDs minted in main (a message's by main too: a window never invents identity).
 */
declare const brand: unique symbol
type Id<Name extends string> = string & { readonly [brand]: Name }

export type SessionId = Id<'session_id'>
export type StreamId = Id<'stream_id'>
export type MessageId = Id<'message_id'>
/** One user action; shared by every stream it causes. */
export type TraceId = Id<'trace_id'>
export type ConnectionId = Id<'connection_id'>
/** A prompt that waits to be sent. */
export type QueueId = Id<'queue_id'>
export type DownloadId = Id<'download_id'>
