import { expect, test } from 'vitest'
import { GraphicsGuard, WITHOUT_GRAPHICS } from '../../../../../src/main/engines/llama/graphics-guard.ts'
import type { ChildListeners } from '../../../../../src/main/engines/worker/process-host.ts'
import type { LogLine } from '../../../../../src/main/ports.ts'
import { FakeProcessHost } from '../../../../support/fake-process-host.ts'

const DEAF: ChildListeners = { onSpawn: () => {}, onMessage: () => {}, onStderr: () => {}, onExit: () => {} }

function guarded() {
  const host = new FakeProcessHost()
  const log: LogLine[] = []
  const guard = new GraphicsGuard(host, (line) => log.push(line))
  const start = () => ({ handle: guard.spawn(['llama', '', '1'], DEAF), child: host.last })
  const nextLeavesTheCard = (): boolean => start().child.args.includes(WITHOUT_GRAPHICS)
  return { start, log, nextLeavesTheCard }
}

test('after a process that crashes before it has a model the next ones leave the graphics card alone', () => {
  const { start, log, nextLeavesTheCard } = guarded()
  const { child } = start()
  child.say({ type: 'warm' })
  child.exit(null, 'SIGSEGV')
  expect(nextLeavesTheCard()).toBe(true)
  expect(nextLeavesTheCard()).toBe(true)
  expect(log).toEqual([{ event: 'engine_without_graphics' }])
})

test('an end that says nothing of the driver changes nothing', async () => {
  const { start, nextLeavesTheCard } = guarded()
  const ready = start()
  ready.child.say({ type: 'ready' })
  ready.child.exit(null, 'SIGSEGV')
  const refused = start()
  refused.child.say({ type: 'load_failed', error_type: 'model_load_failed', message: 'no' })
  refused.child.exit(1)
  const asked = start()
  asked.handle.send({ type: 'exit' })
  asked.child.exit(1)
  const killed = start()
  killed.handle.kill()
  await Promise.resolve()
  start().child.exit(null, 'SIGKILL')
  start().child.exit(0)
  const { child } = start()
  child.complain('ggml: failed to allocate buffer')
  child.exit(null, 'SIGABRT')
  expect(nextLeavesTheCard()).toBe(false)
})
