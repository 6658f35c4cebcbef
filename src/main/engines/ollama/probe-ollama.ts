import type { ConnectionState, ModelInfo } from '../../../shared/engine-info.ts'
import type { Clock } from '../../lib/clock.ts'
import { getJson } from '../wire/get-json.ts'
import { countIn, listIn, objectIn, textIn } from '../wire/json-fields.ts'
import { endpoint } from '../wire/server-url.ts'

/** Both questions are asked at the same time, each with this limit. */
export const PROBE_MS = 5_000

export interface ProbeOptions {
  label: string
  clock: Clock
  within_ms?: number
  signal?: AbortSignal | undefined
}

/** Asks an Ollama server for its version and models. Resolves within `within_ms`, also on abort; never rejects. */
export async function probeOllama(url: string, options: ProbeOptions): Promise<ConnectionState> {
  const { label, clock, within_ms = PROBE_MS, signal } = options
  const question = { label, clock, within_ms, signal }
  const [version, tags] = await Promise.all([
    getJson({ ...question, url: endpoint(url, '/api/version') }),
    getJson({ ...question, url: endpoint(url, '/api/tags') }),
  ])
  if ('error' in tags) return { state: 'failed', content: tags.error.content }
  if (!Array.isArray(tags.body['models'])) {
    const content = `${label} answered, but not as Ollama does; check the address, or add it as an OpenAI-compatible server.`
    return { state: 'failed', content }
  }
  const models = listIn(tags.body, 'models').flatMap(modelOf)
  const known = 'error' in version ? undefined : textIn(version.body, 'version')
  return { state: 'ready', version: known ? `Ollama ${known}` : 'Ollama', models }
}

/** One entry of `/api/tags`; one that cannot be read is left out, the others stay. */
function modelOf(entry: unknown): ModelInfo[] {
  const model = textIn(entry, 'model') ?? textIn(entry, 'name')
  if (!model) return []
  const details = objectIn(entry, 'details')
  const size_bytes = countIn(entry, 'size')
  const facts = [
    textIn(details, 'parameter_size'),
    textIn(details, 'quantization_level'),
    size_bytes === undefined || size_bytes === 0 ? undefined : `${(size_bytes / 1e9).toFixed(1)} GB`,
  ]
  const detail = facts.filter(Boolean).join(' · ')
  return [{ model, label: textIn(entry, 'name') ?? model, detail, continues: true }]
}
