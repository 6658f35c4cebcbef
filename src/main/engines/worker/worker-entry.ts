import { guardParent } from './parent-guard.ts'
import { openWorkerPort } from './worker-port.ts'
import type { WorkerModel } from './worker-session.ts'
import { WorkerSession } from './worker-session.ts'

/** Loaded only where they are wanted: each brings along what it needs. */
const KINDS: Record<string, (model: string, options: readonly string[]) => Promise<WorkerModel>> = {
  simulator: async (model) => new (await import('../simulator/simulator.ts')).Simulator(model),
  llama: async (_model, options) => {
    const [{ LlamaCppModel }, { WITHOUT_GRAPHICS }] = await Promise.all([
      import('../llama/llama-model.ts'),
      import('../llama/graphics-guard.ts'),
    ])
    return new LlamaCppModel({ graphics: !options.includes(WITHOUT_GRAPHICS) })
  },
}

/** The engine process. Arguments: kind of engine, model (empty when it is told later), pid of the app, options of the kind. */
const [kind = '', model = '', parent_pid = '', ...options] = process.argv.slice(2)
const create = KINDS[kind]
if (!create) throw new Error(`unknown kind of engine: ${kind}`)
guardParent(Number(parent_pid))
const session = new WorkerSession(openWorkerPort(), await create(model, options))
await session.open(model)
