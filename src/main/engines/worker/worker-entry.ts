import { guardParent } from './parent-guard.ts'
import { openWorkerPort } from './worker-port.ts'
import type { WorkerModel } from './worker-session.ts'
import { WorkerSession } from './worker-session.ts'

/** Loaded only where they are wanted: each brings along what it needs. */
const KINDS: Record<string, (model: string) => Promise<WorkerModel>> = {
  simulator: async (model) => new (await import('../simulator/simulator.ts')).Simulator(model),
  llama: async () => new (await import('../llama/llama-model.ts')).LlamaCppModel(),
}

/** The engine process. Arguments: kind of engine, model (empty when it is told later), pid of the app. */
const [kind = '', model = '', parent_pid = ''] = process.argv.slice(2)
const create = KINDS[kind]
if (!create) throw new Error(`unknown kind of engine: ${kind}`)
guardParent(Number(parent_pid))
const session = new WorkerSession(openWorkerPort(), await create(model))
await session.open(model)
