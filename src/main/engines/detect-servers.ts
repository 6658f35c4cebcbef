import type { DetectedServer } from '../../shared/ipc-contract.ts'
import type { Clock } from '../lib/clock.ts'
import { probeOllama } from './ollama/probe-ollama.ts'
import { probeOpenAiCompatible } from './openai-compatible/probe-openai-compatible.ts'

/** Where local servers listen by default. */
export const KNOWN_SERVERS: readonly KnownServer[] = [
  { kind: 'ollama', name: 'Ollama', port: 11_434 },
  { kind: 'openai-compatible', name: 'LM Studio', port: 1_234 },
  { kind: 'openai-compatible', name: 'llama-server', port: 8_080 },
  { kind: 'openai-compatible', name: 'vLLM', port: 8_000 },
]

export interface KnownServer {
  kind: DetectedServer['kind']
  name: string
  port: number
}

const DETECT_MS = 1_000

/** Looks for servers on this computer, all ports at once. Resolves within a second with those that answered as expected. */
export async function detectServers(
  clock: Clock,
  { servers = KNOWN_SERVERS, signal }: { servers?: readonly KnownServer[]; signal?: AbortSignal } = {},
): Promise<DetectedServer[]> {
  const found = await Promise.all(
    servers.map(async ({ kind, name, port }): Promise<DetectedServer[]> => {
      const url = `http://127.0.0.1:${port}`
      const options = { label: name, clock, within_ms: DETECT_MS, signal }
      const state =
        kind === 'ollama' ? await probeOllama(url, options) : await probeOpenAiCompatible(url, null, options)
      return state.state === 'ready' ? [{ kind, name, url }] : []
    }),
  )
  return found.flat()
}
