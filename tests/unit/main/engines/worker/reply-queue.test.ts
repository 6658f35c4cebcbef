import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ReplyQueue } from '../../../../../src/main/engines/worker/reply-queue.ts'
import type { EngineReply } from '../../../../../src/main/ports.ts'

const text = (content: string): EngineReply => ({ type: 'text', channel: 'answer', content })

function queue() {
  const credit: number[] = []
  return { credit, queue: new ReplyQueue((bytes) => void credit.push(bytes)) }
}

test('replies come out in order, whether they were waited for or waiting', async () => {
  const { queue: q } = queue()
  const waiting = q.next()
  q.push(text('a'))
  q.push(text('b'))
  expect(await waiting).toEqual({ done: false, value: text('a') })
  expect(await q.next()).toEqual({ done: false, value: text('b') })
})

test('credit is given for what is taken, not for what arrives', async () => {
  const { queue: q, credit } = queue()
  q.push(text('a'), 3)
  q.push(text('b'), 0)
  q.push(text('c'), 5)
  expect(credit).toEqual([])
  await q.next()
  expect(credit).toEqual([3])
  await q.next()
  await q.next()
  expect(credit).toEqual([3, 5])
})

test('closed, it hands out what it has and then ends; it takes nothing more', async () => {
  const { queue: q } = queue()
  q.push(text('a'))
  q.close()
  expect(q.push(text('late'))).toBe(false)
  expect(await q.next()).toEqual({ done: false, value: text('a') })
  expect(await q.next()).toEqual({ done: true, value: undefined })
  expect(await q.next()).toEqual({ done: true, value: undefined })
})

test('closing ends a wait', async () => {
  const { queue: q } = queue()
  const waiting = q.next()
  q.close()
  expect(await waiting).toEqual({ done: true, value: undefined })
})

test('a stream that wants no more drops what is queued and gives no credit for it', async () => {
  const { queue: q, credit } = queue()
  q.push(text('a'), 3)
  const ended = await q.return()
  expect(ended).toEqual({ done: true, value: undefined })
  expect(await q.next()).toEqual({ done: true, value: undefined })
  expect(credit).toEqual([])
})

test('for any order of pushing, pulling and closing nothing is lost, doubled or out of order', async () => {
  const step = fc.constantFrom('push', 'pull', 'close')
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { queue: q, credit } = queue()
      const accepted: string[] = []
      const taken: string[] = []
      let wait: Promise<void> | null = null
      const pull = async (): Promise<void> => {
        const next = await q.next()
        if (!next.done && next.value.type === 'text') taken.push(next.value.content)
      }
      for (const [index, what] of steps.entries()) {
        if (what === 'push' && q.push(text(String(index)), 1)) accepted.push(String(index))
        // One reader, who waits for an answer before asking again.
        if (what === 'pull') wait = wait ? wait.then(pull) : pull()
        if (what === 'close') q.close()
      }
      q.close()
      await wait
      while (taken.length < accepted.length) await pull()
      expect(taken).toEqual(accepted)
      expect(credit).toHaveLength(accepted.length)
      expect(await q.next()).toEqual({ done: true, value: undefined })
    }),
  )
})
