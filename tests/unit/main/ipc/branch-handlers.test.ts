import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { branchHandlers } from '../../../../src/main/ipc/branch-handlers.ts'
import { Asking } from '../../../../src/main/ipc/asking.ts'
import { AwakeClock } from '../../../../src/main/lib/awake-clock.ts'
import { SIMULATOR_ID } from '../../../../src/main/store/connections.ts'
import { StreamRegistry } from '../../../../src/main/streams/stream-registry.ts'
import type { MessageId, SessionId } from '../../../../src/shared/ids.ts'
import type { LoadedSession, ModelRef } from '../../../../src/shared/session.ts'
import { textOf } from '../../../../src/shared/session.ts'
import type { ScriptedEngineOptions } from '../../../support/scripted-engine.ts'
import { ScriptedEngine } from '../../../support/scripted-engine.ts'
import { promisesRun } from '../../../support/virtual-clock.ts'
import { tempStore } from '../store/temp-store.ts'

const FIRST: ModelRef = { connection_id: SIMULATOR_ID, model: 'normal' }
const NOWHERE = '00000000-0000-4000-8000-000000000000' as MessageId

/** The handlers over the real registry and the real store; only the engine is the test's. */
async function door(options: ScriptedEngineOptions = {}) {
  const store = await tempStore()
  const clock = new AwakeClock()
  const engine = new ScriptedEngine(options)
  const broadcasts: [string, unknown][] = []
  const sink = { opened: () => {}, event: () => {}, activity: () => {}, unsaved: () => {} }
  const { journal, sessions } = store
  const registry = new StreamRegistry({
    clock,
    journal,
    sink,
    engineFor: () => engine,
    writeLog: () => {},
    newId: randomUUID,
  })
  onTestFinished(async () => {
    await registry.stopAll('interrupted')
    await registry.saved()
    clock.dispose()
  })
  const asking = new Asking({ registry, store, unsaved: () => 0, firstModel: FIRST })
  const open = (session_id: SessionId, prompt: string | null, parent_id: MessageId | null) =>
    asking.open({ session_id, prompt, parent_id, queue_id: null })
  const handlers = branchHandlers({
    registry,
    store,
    shelf: { engineFor: () => engine },
    broadcast: (name, payload) => void broadcasts.push([name, payload]),
    unsaved: () => 0,
    asking,
  })
  const { session_id } = await sessions.create(null)
  const begun = async (runs: number): Promise<void> => {
    while (engine.runs.length === runs) await promisesRun()
  }
  /** The engine says it, and the answer ends as told; the branch shown then. */
  const says = async (text: string, end: 'finish' | 'stop' = 'finish') => {
    engine.last.text(text)
    await promisesRun()
    if (end === 'finish') engine.last.say({ type: 'finish', finish: 'stop' })
    else await registry.stopAll('stopped')
    engine.last.leave()
    while (registry.size > 0) await promisesRun()
    await registry.saved()
    return shown()
  }
  const shown = async () => (await sessions.load(session_id)) as LoadedSession
  const send = async (prompt: string, parent_id = sessions.leaf(session_id)) => {
    const runs = engine.runs.length
    open(session_id, prompt, parent_id)
    await begun(runs)
  }
  return { handlers, asking, store, registry, engine, broadcasts, session_id, begun, says, shown, send }
}

const texts = ({ messages }: LoadedSession): string[] => messages.map((message) => textOf(message))

describe('editing a prompt', () => {
  test('makes a sibling of it; what followed stays with the old one and is shown again with it', async () => {
    const { handlers, broadcasts, engine, session_id, says, shown, send } = await door()
    await send('one')
    await says('first')
    await send('two')
    const before = await says('second')
    const [old] = before.messages
    const message_id = old?.message_id ?? NOWHERE
    const runs = engine.runs.length
    expect(await handlers['stream:edit']({ session_id, message_id, prompt: 'better' })).toHaveProperty(
      'stream_id',
    )
    while (engine.runs.length === runs) await promisesRun()
    expect(engine.last.request.messages).toEqual([{ role: 'user', content: 'better' }])
    const after = await says('third')
    expect(texts(after)).toEqual(['better', 'third'])
    const ids = after.versions[after.messages[0]?.message_id ?? '']
    expect(ids).toEqual([message_id, after.messages[0]?.message_id])

    expect(await handlers['message:show']({ session_id, message_id })).toBeNull()
    expect(texts(await shown())).toEqual(['one', 'first', 'two', 'second'])
    expect(broadcasts).toEqual([['session:branch', { session_id }]])
  })

  test('an answer, an unknown message, nothing typed and too much are refused in a sentence', async () => {
    const { handlers, registry, session_id, says, send } = await door()
    await send('one')
    const { messages } = await says('first')
    const message_id = messages[1]?.message_id ?? NOWHERE
    const edit = handlers['stream:edit']
    expect(await edit({ session_id, message_id, prompt: 'x' })).toHaveProperty('refused')
    expect(await edit({ session_id, message_id: NOWHERE, prompt: 'x' })).toHaveProperty('refused')
    expect(await edit({ session_id, message_id, prompt: ' ' })).toEqual({ refused: 'Type something first.' })
    const prompt = 'x'.repeat(5 * 1024 * 1024)
    expect(await edit({ session_id, message_id, prompt })).toHaveProperty('refused')
    expect(await handlers['message:show']({ session_id, message_id: NOWHERE })).toHaveProperty('refused')
    const elsewhere = '00000000-0000-4000-8000-000000000001' as SessionId
    expect(await handlers['message:show']({ session_id: elsewhere, message_id })).toHaveProperty('refused')
    expect(registry.size).toBe(0)
  })
})

test('any answer is given again beside the old one, wherever it is in the talk', async () => {
  const { handlers, engine, session_id, begun, says, send } = await door()
  await send('one')
  const { messages } = await says('first')
  await send('two')
  await says('second')
  const runs = engine.runs.length
  await handlers['stream:regenerate']({ session_id, message_id: messages[1]?.message_id ?? NOWHERE })
  await begun(runs)
  expect(texts(await says('again'))).toEqual(['one', 'again'])
})

describe('going on with an answer', () => {
  test('adds to the same message and gives the engine all of it so far', async () => {
    const { handlers, engine, session_id, begun, says, send } = await door()
    await send('one')
    const { messages } = await says('Once upon ', 'stop')
    const message_id = messages[1]?.message_id ?? NOWHERE
    const runs = engine.runs.length
    expect(await handlers['stream:continue']({ session_id, message_id })).toHaveProperty('stream_id')
    await begun(runs)
    expect(engine.last.request.messages.at(-1)).toEqual({ role: 'assistant', content: 'Once upon ' })
    const after = await says('a time')
    expect(texts(after)).toEqual(['one', 'Once upon a time'])
    expect(after.messages[1]).toMatchObject({ message_id, end: { reason: 'success' } })
    expect(after.versions).toEqual({})
  })

  test('asked for in the tick of a Stop it waits for the end to be on disk', async () => {
    const { handlers, engine, registry, session_id, begun, says, shown, send } = await door()
    await send('one')
    engine.last.text('Once upon ')
    await promisesRun()
    const message_id = (await shown()).messages[1]?.message_id ?? NOWHERE
    const runs = engine.runs.length
    void registry.stopAll('stopped')
    expect(await handlers['stream:continue']({ session_id, message_id })).toHaveProperty('stream_id')
    await begun(runs)
    expect(texts(await says('a time'))).toEqual(['one', 'Once upon a time'])
  })

  test('twice at once it is opened once', async () => {
    const { handlers, engine, session_id, begun, says, send } = await door()
    await send('one')
    const { messages } = await says('Once upon ', 'stop')
    const message_id = messages[1]?.message_id ?? NOWHERE
    const runs = engine.runs.length
    const ask = () => handlers['stream:continue']({ session_id, message_id })
    const [first, second] = await Promise.all([ask(), ask()])
    expect(first).toHaveProperty('stream_id')
    expect(second).toEqual({ refused: 'This answer is being written. Stop it first.' })
    await begun(runs)
    expect(texts(await says('a time'))).toEqual(['one', 'Once upon a time'])
  })

  test('is refused where it makes no sense: complete, not the last, a prompt, unknown', async () => {
    const { handlers, session_id, says, send } = await door()
    await send('one')
    const { messages } = await says('first', 'stop')
    await send('two')
    const last = (await says('second')).messages[3]?.message_id ?? NOWHERE
    const ask = (message_id = NOWHERE) => handlers['stream:continue']({ session_id, message_id })
    expect(await ask(last)).toEqual({ refused: 'This answer is complete. Ask for more, or regenerate it.' })
    expect(await ask(messages[1]?.message_id)).toEqual({
      refused: 'Only the last answer can be gone on with. Regenerate this one instead.',
    })
    expect(await ask(messages[0]?.message_id)).toEqual({ refused: 'This message does not exist any more.' })
    expect(await ask()).toEqual({ refused: 'This message does not exist any more.' })
  })

  test('an engine that cannot says what to do; an answer without a word is answered again by any', async () => {
    const { handlers, engine, session_id, begun, says, send } = await door({ continues: false })
    await send('one')
    const half = (await says('half', 'stop')).messages[1]?.message_id ?? NOWHERE
    expect(await handlers['stream:continue']({ session_id, message_id: half })).toEqual({
      refused: 'The test engine cannot go on from where an answer ended. Regenerate it instead.',
    })
    await send('two')
    const { messages } = await says('', 'stop')
    const runs = engine.runs.length
    const message_id = messages[3]?.message_id ?? NOWHERE
    expect(await handlers['stream:continue']({ session_id, message_id })).toHaveProperty('stream_id')
    await begun(runs)
    expect(texts(await says('word'))).toEqual(['one', 'half', 'two', 'word'])
  })
})

describe('what was asked before a newer message or a Stop', () => {
  test('does not come after it: a regenerate and an edit give way to what was sent meanwhile', async () => {
    const { handlers, asking, registry, session_id, says, shown, send } = await door()
    await send('one')
    const { messages } = await says('first')
    const [prompt, answer] = messages.map((message) => message.message_id) as [MessageId, MessageId]
    const again = handlers['stream:regenerate']({ session_id, message_id: answer })
    const edited = handlers['stream:edit']({ session_id, message_id: prompt, prompt: 'better' })
    const newest = asking.openNext(session_id, 'newest')
    const refused = 'A newer message or a Stop came first, so nothing was sent for this one.'
    expect(await Promise.all([again, edited])).toEqual([{ refused }, { refused }])
    if ('refused' in newest) throw new Error(newest.refused)
    expect(registry.snapshot(newest.stream_id)?.end).toBeNull()
    expect(texts(await shown())).toContain('newest')
  })

  test('does not start after the Stop that came for the answer before', async () => {
    const { handlers, asking, session_id, says, send } = await door()
    await send('one')
    const { messages } = await says('first')
    const again = handlers['stream:regenerate']({
      session_id,
      message_id: messages[1]?.message_id ?? NOWHERE,
    })
    asking.turn(session_id)
    expect(await again).toHaveProperty('refused')
  })
})
