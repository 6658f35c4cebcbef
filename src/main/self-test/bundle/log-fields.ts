/**
 * The fields that lines of the log are known to have, a closed list: a field that is not here is left out of a report. A test
 * reads the code and fails when it writes one that is missing.
 */

/** A text: an error's words, an address, a sentence of ours. Only what errors are made of passes (lib/error-text.ts). */
export const TEXT_FIELDS: ReadonlySet<string> = new Set([
  'detail',
  'message',
  'path',
  'stack',
  'unwritable',
  'url',
  'why',
])

/** Where main hung: `run index.js:12 < answer index.js:99`. */
export const FRAME_FIELDS: ReadonlySet<string> = new Set(['at'])

/** An id, a figure or one word. */
export const WORD_FIELDS: ReadonlySet<string> = new Set([
  'after_ms',
  'anew',
  'aside',
  'backup',
  'backup_at',
  'bytes',
  'code',
  'connection_id',
  'count',
  'created',
  'download_id',
  'error_type',
  'exit_code',
  'first_token_ms',
  'forced',
  'generation',
  'host',
  'how',
  'interrupted',
  'issue',
  'key',
  'kind',
  'limit_ms',
  'messages',
  'migrated_from',
  'model',
  'ms',
  'name',
  'node',
  'ongoing',
  'operation',
  'ordered',
  'page_id',
  'permission',
  'pid',
  'prev_stream_id',
  'purged',
  'queued',
  'queue_id',
  'reason',
  'release_ms',
  'rows_expected',
  'rows_saved',
  'saved_percent',
  'session_id',
  'signal',
  'status',
  'stream_id',
  'tables',
  'tokens',
  'total_ms',
  'trace_id',
  'unclean',
  'version',
  'waited_ms',
  'waiting',
  'where',
])
