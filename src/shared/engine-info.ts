import type { ConnectionId } from './ids.ts'

/**
 * The kinds of engine. `simulator` is no model: it writes seeded text and provokes faults on purpose. `llama` runs model files
 * itself.
 */
export type EngineKind = 'simulator' | 'llama' | ServerKind
/** Those with an address. */
export type ServerKind = 'ollama' | 'openai-compatible'

export const isServer = (kind: EngineKind): kind is ServerKind => kind !== 'simulator' && kind !== 'llama'

/** A configured engine. */
export interface Connection {
  connection_id: ConnectionId
  kind: EngineKind
  /** What people call it. */
  name: string
  /** Base address, e.g. http://127.0.0.1:11434; empty for what is no server. */
  url: string
  /** Whether a key is stored or held for this run. The key itself never leaves main. */
  key: 'none' | 'saved' | 'this_run_only'
}

export interface ModelInfo {
  /** The engine's own name for it. */
  model: string
  /** What people read; the same where the engine has no other. */
  label: string
  /** One line about it: size, family, or what a simulator's mode provokes. */
  detail: string
  /** Whether it can go on from where an answer ended. */
  continues: boolean
  /** Who says to serve it (`owned_by` of OpenAI-compatible servers), where that is said. */
  owned_by?: string
}

/** What is known of a connection: never asked, being asked, answering, or why not. */
export type ConnectionState =
  | { state: 'unknown' }
  | { state: 'checking' }
  | { state: 'ready'; version: string; models: ModelInfo[] }
  | { state: 'failed'; content: string }

export interface ConnectionStatus extends Connection {
  status: ConnectionState
  /** Says so when a stopped answer may still occupy the server; null otherwise. Never blocks Send. */
  busy: string | null
}
