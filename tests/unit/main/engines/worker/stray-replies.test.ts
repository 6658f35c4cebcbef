import { beforeEach, expect, test } from 'vitest'
import type { PidBook } from '../../../../../src/main/engines/worker/pid-book.ts'
import { WorkerSupervisor } from '../../../../../src/main/engines/worker/worker-supervisor.ts'
import type { LogLine } from '../../../../../src/main/ports.ts'
import type { SessionId, StreamId } from '../../../../../src/shared/ids.ts'
import { FakeProcessHost } from '../../../../support/fake-process-host.ts'
import { promisesRun, VirtualClock } from '../../../../support/virtual-clock.ts'

let host: FakeProcessHost
let clock: VirtualClock
let log: LogLine[]
let supervisor: WorkerSupervisor
beforeEach(() => {
  host = new FakeProcessHost()
  clock = new VirtualClock()
  log = []
  supervisor = new WorkerSupervisor({
    host,
    kind: 'simulator',
    label: 'The engine',
    capacity: 1,
    clock,
    writeLog: (line) => void log.push(line),
    pidBook: { add: () => {}, remove: () => {} } as unknown as PidBook,
  })
})

function start(stream: string): { stop: () => void } {
  const abort = new AbortController()
  const request = {
    stream_id: stream as StreamId,
    session_id: 's' as SessionId,
    model: 'm',
    messages: [],
    parameters: {},
  }
  supervisor.start(request, abort.signal)
  return { stop: () => abort.abort() }
}

function say(type: 'text' | 'settled', run_id: string): void {
  host.last.say({ type, run_id, channel: 'answer', content: 'LATE', tokens: 1, step_ms: 1 })
}

const dropped = (): LogLine[] => log.filter(({ event }) => event === 'stale_dropped')
const line = (count: number, stream_id: string | null) => ({
  event: 'stale_dropped',
  where: 'main',
  why: 'after_end',
  count,
  stream_id,
  session_id: stream_id && 's',
})

test('what comes after the end of a run is told once, as one count, when its process leaves it', () => {
  const { stop } = start('one')
  host.last.say({ type: 'ready' })
  say('text', 'one')
  stop()
  for (let i = 0; i < 7; i++) say('text', 'one')
  expect(dropped()).toEqual([])
  say('settled', 'one')
  expect(dropped()).toEqual([line(7, 'one')])
  expect(supervisor.stats.late_replies).toBe(7)
})

test('a process that has to be killed for it is told of as well', async () => {
  const { stop } = start('one')
  host.last.say({ type: 'ready' })
  stop()
  say('text', 'one')
  host.last.kill()
  await promisesRun()
  expect(dropped()).toEqual([line(1, 'one')])
})

test('a run that ends in order leaves no line', () => {
  start('one')
  host.last.say({ type: 'ready' })
  say('text', 'one')
  say('settled', 'one')
  expect(dropped()).toEqual([])
})

test('a process that goes on after its run gets a line at once and then one a second', async () => {
  start('one')
  host.last.say({ type: 'ready' })
  say('settled', 'one')
  for (let ms = 0; ms < 3_000; ms++) {
    say('text', 'one')
    await clock.advance(1)
  }
  expect(dropped()).toEqual([line(1, 'one'), line(1_000, 'one'), line(1_000, 'one')])
  host.last.exit(0)
  expect(dropped().at(-1)).toEqual(line(999, 'one'))
  expect(supervisor.stats.late_replies).toBe(3_000)
})

test('what was counted for one run is told before the next one, under its own name', () => {
  start('one')
  host.last.say({ type: 'ready' })
  say('settled', 'one')
  say('text', 'one')
  say('text', 'one')
  start('two')
  expect(dropped()).toEqual([line(1, 'one'), line(1, 'one')])
})

test('the name of a run that was never its own does not get into the log', () => {
  start('one')
  host.last.say({ type: 'ready' })
  say('text', 'what a person wrote')
  expect(dropped()).toEqual([line(1, null)])
  expect(JSON.stringify(log)).not.toContain('a person')
})
