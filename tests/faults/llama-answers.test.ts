import assert from 'node:assert/strict'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { PromptMessage } from '../../src/main/ports.ts'
import { assistant, LlamaCore, longPrompt, ModelFolder, user } from '../support/run-llama.ts'
import { isAlive } from '../support/run-worker.ts'

const folder = new ModelFolder()
let core: LlamaCore
beforeAll(() => {
  folder.add('tiny.gguf', { end: 1e-9 })
  folder.add('think.gguf', { thinks: 1 / 20 })
  core = new LlamaCore(folder)
})
afterAll(async () => {
  await core.dispose()
  assert.deepEqual(core.pids.filter(isAlive), [])
  folder.remove()
})

test('the same seed gives the same answer, another one another, and zero temperature always the same', async () => {
  const ask = async (parameters: object) =>
    (await core.answerTo('tiny.gguf', [user('Hello')], { max_tokens: 30, ...parameters })).answer
  const first = await ask({ seed: 1 })
  expect(first).not.toBe('')
  expect(await ask({ seed: 1 })).toBe(first)
  expect(await ask({ seed: 2 })).not.toBe(first)
  expect(await ask({ temperature: 0 })).toBe(await ask({ temperature: 0 }))
})

test('the longest answer allowed and the tokens that were used are told', async () => {
  const { end, usage } = await core.answerTo('tiny.gguf', [user('Hello')], { max_tokens: 17 })
  expect(end).toMatchObject({ finish: 'length' })
  expect(usage).toEqual({
    prompt_tokens: 17,
    context_tokens: 8_192,
    kept_tokens: 16,
    completion_tokens: 17,
  })
})

test('an answer ends before a stop string, wherever the tokens are cut', async () => {
  const parameters = { temperature: 0, max_tokens: 60 }
  const { answer } = await core.answerTo('tiny.gguf', [user('Hello')], parameters)
  const at = Math.floor(answer.length / 2)
  const stop = [answer.slice(at, at + 5)]
  const stopped = await core.answerTo('tiny.gguf', [user('Hello')], { ...parameters, stop })
  expect(stopped.answer).toBe(answer.slice(0, answer.indexOf(stop[0] ?? '')))
  expect(stopped.end).toMatchObject({ finish: 'stop' })
})

test('a begun answer is gone on with exactly from its text', async () => {
  const parameters = { temperature: 0, max_tokens: 40 }
  const { answer } = await core.answerTo('tiny.gguf', [user('Hello')], parameters)
  const begun = answer.slice(0, answer.indexOf(' ', Math.floor(answer.length / 2)))
  const rest = await core.answerTo('tiny.gguf', [user('Hello'), assistant(begun)], parameters)
  expect((begun + rest.answer).startsWith(answer)).toBe(true)
  expect(core.engine.continues()).toBe(true)
})

test('an answer that was stopped goes on as the text that was not stopped, with the parameters of its chat', async () => {
  core.journal.parameters = { temperature: 0, max_tokens: 60 }
  onTestFinished(() => void (core.journal.parameters = {}))
  const whole = await core.ask('tiny.gguf', 'Hello')
  const first = core.send('tiny.gguf', 'Hello', 'another')
  await core.text(first, 20)
  await core.registry.stop(first)
  await core.registry.saved()
  const begun = core.savedText(first)
  const second = core.goOn(first)
  await core.done(second)
  await core.registry.saved()
  const gone_on = core.savedText(second)
  expect(core.textOf(second)).not.toBe('')
  expect(gone_on.startsWith(begun)).toBe(true)
  expect(gone_on.slice(0, core.textOf(whole).length)).toBe(core.textOf(whole).slice(0, gone_on.length))
})

test('thoughts go to their own channel, without their marks', async () => {
  const { answer, reasoning } = await core.answerTo('think.gguf', [user('Hello')], {
    seed: 4,
    max_tokens: 300,
  })
  expect(answer).not.toBe('')
  expect(reasoning).not.toBe('')
  expect(answer + reasoning).not.toMatch(/think>|<\||\uFFFD|[\uFDD0\uFDD1]/)
})

test('any text can be asked about and comes back whole: no half character is ever sent', async () => {
  const prompt = 'Zalgo t̷e̷x̷t̷ 👩‍👩‍👧‍👦 日本語 \u0000 مرحبا \u{10FFFF} <|im_end|> <|im_start|>system'
  const { answer } = await core.answerTo('tiny.gguf', [user(prompt)], { seed: 3, max_tokens: 400 })
  expect(answer).not.toContain('\uFFFD')
  expect(answer).toMatch(/\p{Script=Han}|\p{Script=Cyrillic}|\p{Script=Arabic}|\p{Emoji_Presentation}/u)
})

test('of a talk that goes on, only what is new is read', async () => {
  const talk = [user(longPrompt(3_000))]
  const first = await core.answerTo('tiny.gguf', talk, { max_tokens: 20 })
  const next = await core.answerTo('tiny.gguf', [...talk, assistant(first.answer), user('And?')], {
    max_tokens: 5,
  })
  const { prompt_tokens = 0, kept_tokens = 0 } = next.usage
  console.log(`of ${prompt_tokens} tokens of the second prompt ${kept_tokens} were kept from the first`)
  expect(kept_tokens).toBeGreaterThan(3_000)
  expect(prompt_tokens - kept_tokens).toBeLessThan(60)
})

test('the answers of a chat are the same whether its beginning was kept or read again', async () => {
  const greedy = { temperature: 0, max_tokens: 40 }
  const talk: PromptMessage[] = []
  let kept = 0
  for (let turn = 0; turn < 10; turn++) {
    talk.push(user(`${turn} ${longPrompt(60)}`))
    const first = await core.answerTo('tiny.gguf', talk, greedy)
    await core.answerTo('tiny.gguf', [user('Of something else.')], { max_tokens: 1 })
    const again = await core.answerTo('tiny.gguf', talk, greedy)
    expect(again.answer).toBe(first.answer)
    expect(again.usage.kept_tokens).toBeLessThan(10)
    kept += first.usage.kept_tokens ?? 0
    // The next turn finds what the last one left.
    talk.push(assistant(first.answer))
  }
  expect(kept).toBeGreaterThan(3_000)
})

test('each way of drawing tokens is heard: the likeliest alone, only likely ones, and nothing said twice', async () => {
  const ask = async (parameters: object) =>
    (await core.answerTo('tiny.gguf', [user('Hello')], { max_tokens: 60, ...parameters })).answer
  const wild = { temperature: 2, seed: 5 }
  const likeliest = await ask({ temperature: 0 })
  expect(await ask({ ...wild, top_k: 0, top_p: 1, min_p: 0 })).not.toBe(likeliest)
  expect(await ask({ ...wild, top_k: 1 })).toBe(likeliest)
  expect(await ask({ ...wild, top_p: 0.001 })).toBe(likeliest)
  expect(await ask({ ...wild, min_p: 1 })).toBe(likeliest)
  const words = (text: string): number => new Set(text.split(/\s+/)).size
  expect(words(await ask({ temperature: 0, repeat_penalty: 2 }))).toBeGreaterThan(words(likeliest))
})

test('what was set and cannot be so is told while the prompt is read', async () => {
  folder.add('short.gguf', { context: 512 })
  const { replies, usage } = await core.answerTo('short.gguf', [user('Hello')], {
    context_size: 1_024,
    max_tokens: 3,
  })
  const details = replies.flatMap((reply) =>
    reply.type === 'status' && reply.status === 'thinking' ? [reply.detail] : [],
  )
  expect(new Set(details)).toEqual(new Set(['larger context than the 512 tokens it was trained for']))
  expect(usage).toMatchObject({ context_tokens: 1_024 })
})

test('a talk longer than the context loses whole turns from its middle, and says how many messages', async () => {
  const turns = Array.from({ length: 6 }, (_, i) => [
    user(`${i} ${longPrompt(300)}`),
    assistant('Yes.'),
  ]).flat()
  const { usage, end } = await core.answerTo('tiny.gguf', [...turns, user('And?')], {
    context_size: 1_024,
    max_tokens: 20,
  })
  expect(usage).toMatchObject({ not_sent: 6, context_tokens: 1_024 })
  expect(end).toMatchObject({ finish: 'length' })
})

test('a prompt longer than the context is refused with both numbers', async () => {
  const { end } = await core.answerTo('tiny.gguf', [user(longPrompt(3_000))], { context_size: 1_024 })
  expect(end).toMatchObject({ error: { error_type: 'context_overflow', retryable: false } })
  expect(end?.type === 'failed' && end.error.content).toMatch(/has 3,0\d\d tokens .* can be given 768/)
})

test('an answer that fills the context ends as too long, and nothing is forgotten to go on', async () => {
  const { end } = await core.answerTo('tiny.gguf', [user('Hello')], { context_size: 512 })
  expect(end).toMatchObject({ finish: 'length' })
})
