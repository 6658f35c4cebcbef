import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { ProcessExit } from '../../src/main/engines/worker/process-host.ts'
import { ForkHost } from '../../src/main/engines/worker/fork-host.ts'
import { isAlive } from '../support/run-worker.ts'

const TALKER = resolve(import.meta.dirname, '../support/talk-and-die.ts')

/** Runs a child to its end; what it said and what was known when its exit was told. */
async function run(entry: string, args: string[], busy_ms = 0) {
  const seen = { messages: 0, stderr: '', pid: 0, exits: 0 }
  const exit = Promise.withResolvers<ProcessExit & typeof seen>()
  const child = new ForkHost(entry).spawn(args, {
    onSpawn: (pid) => (seen.pid = pid),
    onMessage: () => {
      // Busy at the first message, so that the rest and the end wait together for this process to look.
      const until = performance.now() + (seen.messages++ === 0 ? busy_ms : 0)
      while (performance.now() < until);
    },
    onStderr: (text) => (seen.stderr += text),
    onExit: (how) => {
      seen.exits++
      exit.resolve({ ...how, ...seen })
    },
  })
  return { child, seen, exited: await exit.promise }
}

test('the exit is told after the last message and the last words, also when this process was busy', async () => {
  for (let i = 0; i < 5; i++) {
    const { exited } = await run(TALKER, ['100', '7'], 300)
    expect(exited).toMatchObject({ code: 7, messages: 100 })
    expect(exited.stderr).toContain('last words')
  }
})

test('the exit is told once, its process is gone, and nothing can be sent any more', async () => {
  const { child, seen, exited } = await run(TALKER, ['1', '0'])
  expect(isAlive(exited.pid)).toBe(false)
  expect(child.pid).toBeUndefined()
  child.send({ type: 'exit' })
  child.kill()
  expect(seen.exits).toBe(1)
})

test('a program that is not there is told as an exit with a reason, not thrown', async () => {
  const { exited } = await run('/nowhere/worker.ts', [])
  expect(exited.code).not.toBe(0)
  expect(exited.stderr).toContain('Cannot find module')
})
