import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { textOf } from '../../src/shared/session.ts'
import type { HttpKind } from '../support/fault-server-core.ts'
import { HttpCore } from '../support/fault-server-core.ts'
import { FaultServer } from '../support/fault-server.ts'
import { faultTokens } from '../support/fault-server-text.ts'
import { WorkerCore } from '../support/run-worker.ts'

describe('the simulator goes on exactly where the answer ended', () => {
  const LENGTH = 400
  const MODEL = `normal?rate=2000&length=${LENGTH}&first_ms=0`
  const core = new WorkerCore()
  afterAll(() => core.dispose())

  test('stopped again and again at any place, it is the text that was not stopped', async () => {
    let stops = 0
    let stream = core.send(MODEL, 'Say it all')
    const whole = core.expectedOf(stream)
    while (core.savedText(stream).length < whole.length) {
      const more = 20 + ((stops * 137) % 180)
      await Promise.race([core.text(stream, more), core.done(stream)])
      await core.registry.stop(stream)
      await core.registry.saved()
      expect(whole.startsWith(core.savedText(stream))).toBe(true)
      if (core.reasonOf(stream) === 'success') break
      stops++
      stream = core.goOn(stream)
    }
    expect(core.savedText(stream)).toBe(whole)
    expect(stops).toBeGreaterThan(2)
    console.log(
      `one answer of ${whole.length} characters, stopped and continued ${stops} times: the same text`,
    )
  })

  test('max_tokens cuts it short, and the next stream goes on from there; a seed of its own is obeyed', async () => {
    core.journal.parameters = { max_tokens: 150 }
    onTestFinished(() => void (core.journal.parameters = {}))
    let stream = await core.ask(MODEL, 'In pieces')
    const whole = core.expectedOf(stream)
    const finishes: unknown[] = []
    for (;;) {
      const done = await core.done(stream)
      finishes.push(done.type === 'done' && done.finish)
      await core.registry.saved()
      if (finishes.length === 3) break
      stream = core.goOn(stream)
    }
    expect(finishes).toEqual(['length', 'length', 'stop'])
    expect(core.savedText(stream)).toBe(whole)
    core.journal.parameters = { seed: 99, temperature: 2, top_p: 0.1 }
    const other = core.savedText(await core.ask(MODEL, 'In pieces'))
    expect(other).not.toBe(whole)
    core.journal.parameters = { seed: 99 }
    expect(core.savedText(await core.ask(MODEL, 'In pieces'))).toBe(other)
  })

  test('what was thought before is not thought again', async () => {
    const model = 'reasoning?rate=400&length=60&first_ms=0'
    const first = core.send(model, 'Think')
    await core.text(first, 40)
    await core.registry.stop(first)
    await core.registry.saved()
    const second = core.goOn(first)
    await core.done(second)
    await core.registry.saved()
    expect(core.textOf(second, 'reasoning')).toBe('')
    expect(core.savedText(second)).toBe(core.expectedOf(second))
  })
})

/** Which servers go on, and by which fields beside those of every request. */
const SERVERS: { kind: HttpKind; owned_by?: string; fields: string[] }[] = [
  { kind: 'ollama', fields: [] },
  { kind: 'openai-compatible', owned_by: 'llamacpp', fields: ['chat_template_kwargs'] },
  {
    kind: 'openai-compatible',
    owned_by: 'vllm',
    fields: ['add_generation_prompt', 'continue_final_message'],
  },
]

describe('servers', () => {
  test.each(SERVERS)('$kind $owned_by goes on with a partial answer', async ({ kind, owned_by, fields }) => {
    const server = await FaultServer.start()
    const core = new HttpCore(kind, server.url, owned_by === undefined ? {} : { owned_by })
    onTestFinished(async () => {
      await core.dispose()
      await server.close()
    })
    const model = 'normal@20'
    const first = core.send(model, 'Tell me')
    await core.until((event) => event.stream_id === first && event.type === 'token' && event.seq > 8)
    await core.registry.stop(first)
    await core.registry.saved()
    const second = core.goOn(first, model)
    await core.until((event) => event.stream_id === second && event.type === 'done')
    await core.registry.stop(second)
    await core.registry.saved()
    const answer = [...core.journal.messages.values()].find((one) => one.stream_id === second)
    expect(answer && textOf(answer)).toBe(faultTokens(model, 'Tell me').join(''))
    const [plain, continued] = server.records
    expect(plain?.partial).toBe('')
    expect(continued?.partial.length).toBeGreaterThan(20)
    expect(continued?.fields.filter((field) => !plain?.fields.includes(field)).sort()).toEqual(fields)
  })

  test('another server is not asked, since it might begin a second answer', async () => {
    const server = await FaultServer.start()
    const core = new HttpCore('openai-compatible', server.url, { owned_by: 'somebody' })
    onTestFinished(async () => {
      await core.dispose()
      await server.close()
    })
    const first = core.send('normal@20', 'Tell me')
    await core.firstToken(first)
    await core.registry.stop(first)
    await core.registry.saved()
    const second = core.goOn(first, 'normal@20')
    await core.until((event) => event.stream_id === second && event.type === 'done')
    expect(core.outcome(second).error?.content).toContain('cannot go on from where an answer ended')
    expect(server.records).toHaveLength(1)
    expect(core.engine.continues('normal')).toBe(false)
  })

  test.each([...SERVERS, { kind: 'openai-compatible' as const, owned_by: 'somebody' }])(
    '$kind $owned_by is told the parameters by its own names, and none that it may not know',
    async ({ kind, owned_by }) => {
      const server = await FaultServer.start()
      const core = new HttpCore(kind, server.url, owned_by === undefined ? {} : { owned_by })
      onTestFinished(async () => {
        await core.dispose()
        await server.close()
      })
      await core.ask('normal')
      const common = { temperature: 0, top_p: 0.5, seed: 3, stop: ['END'] }
      const drawn = { top_k: 20, min_p: 0.1 }
      core.journal.parameters = {
        ...common,
        ...drawn,
        repeat_penalty: 1.2,
        max_tokens: 9,
        context_size: 4_096,
        gpu_layers: 3,
      }
      await core.ask('normal')
      const [plain, told] = server.records
      const ollama = { ...common, ...drawn, repeat_penalty: 1.2, num_predict: 9, num_ctx: 4_096 }
      const byOwner: Record<string, object> = {
        llamacpp: { ...drawn, repeat_penalty: 1.2 },
        vllm: { ...drawn, repetition_penalty: 1.2 },
      }
      const expected = kind === 'ollama' ? ollama : { ...common, max_tokens: 9, ...byOwner[owned_by ?? ''] }
      expect(told?.parameters).toEqual(expected)
      const added = told?.fields.filter((field) => !plain?.fields.includes(field)).sort()
      expect(added).toEqual(kind === 'ollama' ? ['options'] : Object.keys(expected).sort())
    },
  )
})
