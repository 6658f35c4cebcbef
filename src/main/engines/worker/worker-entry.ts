import { Simulator } from '../simulator/simulator.ts'
import { guardParent } from './parent-guard.ts'
import { openWorkerPort } from './worker-port.ts'
import { WorkerSession } from './worker-session.ts'

/** The engine process. Arguments: kind of engine, model, pid of the app. */
const [kind, model = '', parent_pid = ''] = process.argv.slice(2)
if (kind !== 'simulator') throw new Error(`unknown kind of engine: ${kind}`)
guardParent(Number(parent_pid))
const session = new WorkerSession(openWorkerPort(), new Simulator(model))
await session.open()
