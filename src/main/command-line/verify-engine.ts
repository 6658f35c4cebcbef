import { parseArgs } from 'node:util'
import { createOllamaEngine } from '../engines/ollama/ollama-engine.ts'
import { probeOllama } from '../engines/ollama/probe-ollama.ts'
import { createOpenAiCompatibleEngine } from '../engines/openai-compatible/openai-compatible-engine.ts'
import { probeOpenAiCompatible } from '../engines/openai-compatible/probe-openai-compatible.ts'
import { checkServerUrl, serverLabel } from '../engines/wire/server-url.ts'
import { AwakeClock } from '../lib/awake-clock.ts'
import type { EngineUnderTest } from '../self-test/tested-core.ts'
import type { VerifyCoreOptions } from '../verify-core.ts'
import { SIMULATOR_UNDER_TEST } from '../verify-core.ts'
import type { ConnectionState } from '../../shared/engine-info.ts'
import { DEFAULT_SETTINGS } from '../../shared/settings.ts'

export const USAGE =
  'Usage: npm run verify -- [--engine simulator | openai-compatible | ollama] [--url ADDRESS] [--model NAME] [--json]'

export interface VerifyOptionsGiven {
  engine: 'simulator' | ServerKind
  /** Checked; empty for the simulator. */
  url: string
  model: string | null
  json: boolean
}

export interface ChosenEngine {
  engine: EngineUnderTest
  /** Not there for the simulator, which runs in processes of its own. */
  createEngine?: NonNullable<VerifyCoreOptions['createEngine']>
}

type ServerKind = 'openai-compatible' | 'ollama'
interface Refused {
  refused: string
}

/** A server may load its model first. */
const SERVER_WAIT_MS = 90_000
const SERVER_NAMES: Record<ServerKind, string> = { ollama: 'Ollama', 'openai-compatible': 'The server' }

/** Reads the command line, or says in one sentence what is wrong with it. */
export function readOptions(args: string[]): VerifyOptionsGiven | Refused {
  let values: { engine: string; url?: string; model?: string; json: boolean }
  try {
    values = parseArgs({
      args,
      options: {
        engine: { type: 'string', default: 'simulator' },
        url: { type: 'string' },
        model: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) }
  }
  const { engine, url, model, json } = values
  if (engine === 'simulator') {
    if (url !== undefined || model !== undefined)
      return { refused: 'The simulator has no --url and no --model; its modes are what is tested.' }
    return { engine, url: '', model: null, json }
  }
  if (engine !== 'ollama' && engine !== 'openai-compatible')
    return { refused: `There is no engine “${engine}”.` }
  if (url === undefined) return { refused: `--engine ${engine} needs --url with the server's address.` }
  const checked = checkServerUrl(url)
  return 'refused' in checked ? checked : { engine, url: checked.url, model: model ?? null, json }
}

/** The engine to be tested. A server is asked first, and what is wrong with it said in one sentence. */
export async function chooseEngine({
  engine,
  url,
  model,
}: VerifyOptionsGiven): Promise<ChosenEngine | Refused> {
  if (engine === 'simulator') return { engine: SIMULATOR_UNDER_TEST }
  const label = serverLabel(SERVER_NAMES[engine], url)
  const state = await probe(engine, url, label)
  if (state.state !== 'ready')
    return { refused: state.state === 'failed' ? state.content : `${label} did not say which models it has.` }
  const chosen = model ?? state.models[0]?.model
  if (chosen === undefined) return { refused: `${label} has no model; install or load one there first.` }
  return {
    engine: {
      name: `${label}, model ${chosen}`,
      model: () => chosen,
      simulated: false,
      wait_ms: SERVER_WAIT_MS,
      expected: () => null,
    },
    createEngine: (clock) => {
      const options = {
        connection: { url, label },
        clock,
        timeouts: () => DEFAULT_SETTINGS.timeouts,
        onBusy: () => {},
      }
      return engine === 'ollama'
        ? createOllamaEngine(options)
        : createOpenAiCompatibleEngine({ ...options, key: () => null })
    },
  }
}

async function probe(kind: ServerKind, url: string, label: string): Promise<ConnectionState> {
  const clock = new AwakeClock()
  try {
    return await (kind === 'ollama'
      ? probeOllama(url, { label, clock })
      : probeOpenAiCompatible(url, null, { label, clock }))
  } finally {
    clock.dispose()
  }
}
