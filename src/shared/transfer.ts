/** Markdown is for reading; JSON and NDJSON can be imported again. */
export type ChatFormat = 'markdown' | 'json' | 'ndjson'

/** A long job on files: one at a time. */
export interface TransferState {
  transfer_id: string
  kind: 'export' | 'import' | 'backup'
  done: number
  /** 0 while it is not known. */
  total: number
  unit: 'chats' | 'bytes' | 'pages'
  /** How long it runs or ran. */
  elapsed_ms: number
  state: 'running' | 'done' | 'failed' | 'cancelled'
  /** One sentence for people, when it is over; null while it runs. */
  outcome: string | null
  /** The file written or read; null for a backup. */
  path: string | null
}
