import { basename, dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { LlamaEngine } from '../engines/llama/llama-engine.ts'
import { checkModelFiles } from '../engines/llama/model-parts.ts'
import { modelPath } from '../engines/llama/models-folder.ts'
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

export const USAGE = `Usage: npm run verify [-- [--engine ENGINE] [--url ADDRESS] [--model NAME OR FILE] [--json]]

Plays the scenarios in which Stop and Resend could fail, and says whether each holds. Chats are left alone.
  --engine ENGINE  simulator (when left out), llama, openai-compatible or ollama
  --url ADDRESS    of the server, for openai-compatible and ollama
  --model NAME     a model of the server; for llama the path of a GGUF file
  --json           the verdict as JSON
Exit code: 0 every scenario holds, 1 one is broken or the engine cannot be reached, 2 wrong options`

export interface VerifyOptionsGiven {
  engine: 'simulator' | 'llama' | ServerKind
  /** Checked; empty where there is no server. */
  url: string
  /** For llama the path of a file. */
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

/** A model may have to be loaded first. */
const MODEL_WAIT_MS = 90_000
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
  if (engine === 'llama') {
    if (url !== undefined) return { refused: 'A model file has no --url; name the file with --model.' }
    if (model === undefined) return { refused: '--engine llama needs --model with the path of a GGUF file.' }
    // npm changes into its package; a path is meant from where it was typed.
    return { engine, url: '', model: resolve(process.env['INIT_CWD'] ?? '', model), json }
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
  if (engine === 'llama') return chooseModelFile(model ?? '')
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
      wait_ms: MODEL_WAIT_MS,
      expected: () => null,
    },
    createEngine: ({ clock }) => {
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

/** A file is looked into first, and what is wrong with it said in one sentence. */
function chooseModelFile(path: string): ChosenEngine | Refused {
  const model = basename(path)
  const folder = dirname(path)
  if (modelPath(folder, model) === null) return { refused: `“${model}” is not the name of a GGUF file.` }
  try {
    checkModelFiles(path)
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) }
  }
  return {
    engine: {
      name: `llama.cpp, model ${model}`,
      model: () => model,
      simulated: false,
      wait_ms: MODEL_WAIT_MS,
      expected: () => null,
    },
    createEngine: (ground) =>
      new LlamaEngine({
        ...ground,
        timeouts: () => DEFAULT_SETTINGS.timeouts,
        folder: () => folder,
        idle_ms: () => null,
      }),
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
