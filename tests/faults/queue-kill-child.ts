import { randomUUID } from 'node:crypto'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import { PromptQueue } from '../../src/main/streams/prompt-queue.ts'
import { StreamRegistry } from '../../src/main/streams/stream-registry.ts'
import type { ConnectionId, TraceId } from '../../src/shared/ids.ts'
import type { EngineRequest } from '../../src/main/ports.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'
import { openWholeStore, say } from '../support/told-store.ts'

/**
 * Queues one numbered prompt after the other, in two chats, which an engine answers at once, until it is killed; goes on
 * with what waits there from the last time. Says on its standard output what is on disk: `added number`, `sent number`.
 */
const [file = '', first = '1'] = process.argv.slice(2)
const clock = new AwakeClock()
const store = await openWholeStore(file, clock)
const { sessions } = store

/** Answers everything, in a few milliseconds. */
class QuickEngine extends ScriptedEngine {
  override start(request: EngineRequest, signal: AbortSignal) {
    const run = super.start(request, signal)
    setTimeout(() => {
      this.last.text('yes')
      this.last.say({ type: 'finish', finish: 'stop' })
      this.last.leave()
    }, Math.random() * 4)
    return run
  }
}

const engines = new Map(['a', 'b'].map((name) => [name, new QuickEngine()]))
const queue: PromptQueue = new PromptQueue(
  {
    store: store.queue,
    clock,
    writeLog: () => {},
    newId: randomUUID,
    open: (session_id, prompt, queue_id) => {
      const parent_id = sessions.leaf(session_id)
      const model = sessions.get(session_id)?.model
      if (!model) return { refused: 'no such chat' }
      const trace_id = randomUUID() as TraceId
      return registry.open({ session_id, trace_id, model, parent_id, prompt, queue_id })
    },
    activity: (session_id) => registry.activity(session_id),
    saved: () => registry.saved(),
    blocked: async () => null,
    onChanged: () => {},
  },
  store.queue.found,
)
const registry = new StreamRegistry({
  clock,
  journal: queue.journal(store.journal),
  sink: queue.sink({ opened: () => {}, event: () => {}, activity: () => {}, unsaved: () => {} }),
  engineFor: ({ model }) => engines.get(model) ?? new QuickEngine(),
  writeLog: () => {},
  newId: randomUUID,
})

for (const model of engines.keys()) {
  if (!sessions.list().some((session) => session.model?.model === model))
    await sessions.create({ connection_id: 'test' as ConnectionId, model })
}
const chats = sessions.list().map(({ session_id }) => session_id)
say(
  'waiting',
  queue.all().reduce((sum, { prompts }) => sum + prompts.length, 0),
)
for (const session_id of chats) void queue.resume(session_id)

async function add(number: number): Promise<void> {
  const session_id = chats[number % chats.length]
  if (!session_id) throw new Error('there is no chat')
  say('asked', number)
  const reply = await queue.add(session_id, String(number))
  say('refused' in reply ? 'refused' : 'added', number)
  // Now and then the last one goes first: reordering is cut by kills as well.
  const { prompts } = queue.of(session_id)
  const [next, last] = [prompts[0], prompts.at(-1)]
  if (number % 5 === 0 && next && last && next !== last) await queue.move(last.queue_id, next.queue_id)
}

const BURST = 8
for (let number = Number(first); ; number += BURST) {
  await Promise.all(Array.from({ length: BURST }, (_, index) => add(number + index)))
  while (chats.some((session_id) => queue.of(session_id).prompts.length > 12))
    await new Promise((resolve) => setTimeout(resolve, 1))
}
