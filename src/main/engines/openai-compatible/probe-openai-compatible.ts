import type { ConnectionState, ModelInfo } from '../../../shared/engine-info.ts'
import type { Clock } from '../../lib/clock.ts'
import { getJson } from '../wire/get-json.ts'
import { countIn, listIn, objectIn, textIn } from '../wire/json-fields.ts'
import { endpoint } from '../wire/server-url.ts'
import { apiBases } from './api-bases.ts'
import { keyHeaders, unusableKey } from './api-key.ts'
import { continuationOf } from './continuation.ts'

/** For all base addresses together. */
export const PROBE_MS = 5_000

export interface ProbeOptions {
  label: string
  clock: Clock
  within_ms?: number
  signal?: AbortSignal | undefined
}

/** Asks a server for its models. Resolves within `within_ms`, also on abort; never rejects. */
export async function probeOpenAiCompatible(
  url: string,
  key: string | null,
  options: ProbeOptions,
): Promise<ConnectionState> {
  const { label, clock, within_ms = PROBE_MS, signal } = options
  const headers = keyHeaders(key)
  if (!headers) return { state: 'failed', content: unusableKey(label).content }
  const until = clock.now() + within_ms
  let failed: ConnectionState | null = null
  for (const base of apiBases(url)) {
    const answer = await getJson({
      url: endpoint(base, '/models'),
      label,
      headers,
      key_given: 'authorization' in headers,
      clock,
      within_ms: Math.max(0, until - clock.now()),
      signal,
    })
    if ('error' in answer) {
      failed ??= { state: 'failed', content: answer.error.content }
      // Not reached, refused or no time left: the other address would say the same.
      if (answer.status !== 404 && answer.status !== 405 && answer.status !== 200) return failed
    } else if (Array.isArray(answer.body['data'])) {
      const models = listIn(answer.body, 'data').flatMap(modelOf)
      return { state: 'ready', version: answer.headers['server'] ?? '', models }
    } else failed ??= { state: 'failed', content: notThisKind(label) }
  }
  return failed ?? { state: 'failed', content: notThisKind(label) }
}

function notThisKind(label: string): string {
  return `${label} answered, but not as an OpenAI-compatible server does; check the address.`
}

/** One entry of `/models`; one that cannot be read is left out, the others stay. */
function modelOf(entry: unknown): ModelInfo[] {
  const model = textIn(entry, 'id')
  if (!model) return []
  // llama-server names a model by its file's path.
  const label = /\.gguf$/i.test(model) ? (model.split(/[\\/]/).at(-1) ?? model) : model
  const context = countIn(entry, 'max_model_len') ?? countIn(objectIn(entry, 'meta'), 'n_ctx')
  const owned_by = textIn(entry, 'owned_by')
  const facts = [owned_by, context === undefined ? undefined : `${context} tokens of context`]
  const continues = continuationOf(owned_by) !== null
  const detail = facts.filter(Boolean).join(' · ')
  return [{ model, label, detail, continues, ...(owned_by !== undefined && { owned_by }) }]
}
