import { expect, test } from 'vitest'
import type { HeldModel } from '../../../../../src/main/engines/worker/memory-rules.ts'
import type { StreamId } from '../../../../../src/shared/ids.ts'
import { supervised } from '../../../../support/supervised-models.ts'
import { promisesRun } from '../../../../support/virtual-clock.ts'

// Who waits because memory does not hold two models.

/** One model answers, and there is no room for a second. */
async function fullHouse() {
  const all = supervised({ hasRoomFor: () => false })
  const answering = all.start('x')
  all.host.last.say({ type: 'ready' })
  const settle = async (run_id: string): Promise<void> => {
    const child = all.host.children.find((one) => one.sentOf('generate').at(-1)?.run_id === run_id)
    child?.say({ type: 'settled', run_id })
    await promisesRun()
  }
  return { ...all, answering, settle }
}

test('who waits for room gets it when the answer ends, before those who came later for the model in memory', async () => {
  const { host, start, answering, settle } = await fullHouse()
  const waiting = start('y')
  const later = start('x')
  await promisesRun()
  expect(waiting.replies.at(-1)).toMatchObject({ position: 1, for_room_of: 'x' })
  expect(later.replies.at(-1)).toEqual({ type: 'status', status: 'waiting', position: 2 })
  await settle(answering.id)
  expect(host.children.map(({ killed }) => killed)).toEqual([1, 0])
  expect(host.last.sentOf('load')[0]?.model).toBe('y')
  expect(waiting.replies.at(-1)).toMatchObject({ status: 'loading' })
  await promisesRun()
  expect(later.replies.at(-1)).toMatchObject({ position: 1, for_room_of: 'y' })
})

test('who leaves the line lets those behind go on', async () => {
  const { host, start, answering, settle } = await fullHouse()
  const waiting = start('y')
  const later = start('x')
  waiting.abort.abort()
  await settle(answering.id)
  expect(host.children).toHaveLength(1)
  expect(host.last.sentOf('generate').at(-1)?.run_id).toBe(later.id)
})

test('the person’s choice puts whoever waits for room first, and names the answer to stop', async () => {
  const { host, supervisor, start, answering, settle } = await fullHouse()
  const same = start('x')
  const waiting = start('y')
  await promisesRun()
  expect(waiting.replies.at(-1)).toMatchObject({ for_room_of: 'x' })
  expect(supervisor.makeRoom(waiting.id as StreamId, 'x')).toEqual([answering.id])
  await settle(answering.id)
  expect(host.last.sentOf('load')[0]?.model).toBe('y')
  await promisesRun()
  expect(same.replies.at(-1)).toMatchObject({ position: 1, for_room_of: 'y' })
})

test('a choice that is not true any more stops nothing', async () => {
  const { supervisor, start, answering, settle } = await fullHouse()
  const waiting = start('y')
  const same = start('x')
  await promisesRun()
  for (const [run, holder] of [
    [waiting, 'z'],
    [same, 'x'],
    [answering, 'x'],
  ] as const)
    expect(supervisor.makeRoom(run.id as StreamId, holder)).toEqual([])
  await settle(answering.id)
  expect(supervisor.makeRoom(waiting.id as StreamId, 'x')).toEqual([])
})

test('room that comes free by itself is taken within seconds', async () => {
  const { host, clock, memory, start } = await fullHouse()
  start('y')
  memory.hasRoomFor = () => true
  await clock.advance(5_000)
  expect(host.last.sentOf('load')[0]?.model).toBe('y')
})

test('what is being loaded is told to the rules: its memory still counts as free', () => {
  const asked: (readonly HeldModel[])[] = []
  const { start } = supervised({ hasRoomFor: (_model, held) => asked.push(held) > 0 })
  start('x')
  start('y')
  expect(asked).toEqual([[{ model: 'x', pid: 1_000, ready: false }]])
})
