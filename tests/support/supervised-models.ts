import type { LoadSetup } from '../../src/main/engines/worker/load-setup.ts'
import type { MemoryRules } from '../../src/main/engines/worker/memory-rules.ts'
import type { PidBook } from '../../src/main/engines/worker/pid-book.ts'
import { WorkerSupervisor } from '../../src/main/engines/worker/worker-supervisor.ts'
import type { EngineReply } from '../../src/main/ports.ts'
import type { SessionId, StreamId } from '../../src/shared/ids.ts'
import type { Parameters } from '../../src/shared/parameters.ts'
import { FakeProcessHost } from './fake-process-host.ts'
import { promisesRun, VirtualClock } from './virtual-clock.ts'

/** A supervisor of a kind whose processes are given their model by a message, on processes and a clock in a test's hands. */
export function supervised(rules: Partial<MemoryRules> = {}) {
  const host = new FakeProcessHost()
  const clock = new VirtualClock()
  const memory: MemoryRules = {
    hasRoomFor: () => true,
    mayKeepSpare: () => false,
    isShort: () => false,
    idle_ms: () => null,
    ...rules,
  }
  const supervisor = new WorkerSupervisor({
    host,
    kind: 'llama',
    label: 'Models',
    capacity: 8,
    per_model: 1,
    clock,
    writeLog: () => {},
    pidBook: { add: () => {}, remove: () => {} } as unknown as PidBook,
    setupOf: ({ model, parameters }): LoadSetup => ({
      path: `/models/${model}`,
      context_size: parameters.context_size ?? null,
      gpu_layers: null,
    }),
    memory,
  })
  let runs = 0
  const start = (model = 'm', parameters: Parameters = {}) => {
    const abort = new AbortController()
    const id = `run-${++runs}`
    const ids = { stream_id: id as StreamId, session_id: 's' as SessionId }
    const run = supervisor.start({ ...ids, model, messages: [], parameters }, abort.signal)
    const replies: EngineReply[] = []
    void (async () => {
      for await (const reply of run.replies) replies.push(reply)
    })()
    return { run, abort, replies, id }
  }
  /** Answers a run to its end. */
  const answer = async (model = 'm', parameters: Parameters = {}) => {
    const { id } = start(model, parameters)
    const child = host.children.findLast(({ pid }) => pid !== undefined)
    if (child && child.sentOf('generate').length === 0) child.say({ type: 'ready' })
    child?.say({ type: 'settled', run_id: id })
    await promisesRun()
  }
  return { host, clock, supervisor, start, answer, memory }
}
