import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Stock } from '../../src/main/self-test/leaks.ts'
import { assertNothingLeft, quietStock } from '../support/quiet-stock.ts'
import { isAlive, spread, WorkerCore } from '../support/run-worker.ts'

/** The longest patience with an engine, and the time for a SIGKILL to be carried out on a busy computer. */
const DEADLINE_MS = 2_000 + 2_000
/** Blocks when its 20th token is sent: when all of this is there, it hears nothing any more. */
const BLOCKED = 'blocked-loop?rate=1000&first_ms=0&length=20'

let stock: Stock
let core: WorkerCore
beforeEach(async () => {
  stock = await quietStock()
  core = new WorkerCore()
})
afterEach(async () => {
  await core.dispose()
  await assertNothingLeft(stock, core.pids)
})

test('a stop is obeyed by a normal process, which lives on for the next prompt', async () => {
  const times: number[] = []
  for (let i = 0; i < 10; i++) {
    const stream = core.send('normal?rate=400&length=5000&first_ms=0', `Part ${i}`)
    await core.text(stream, 20)
    const from = performance.now()
    expect(await core.registry.stop(stream)).toMatchObject({ how: 'cooperative' })
    times.push(performance.now() - from)
    expect(core.expectedOf(stream).startsWith(core.textOf(stream))).toBe(true)
  }
  console.log(`normal, Stop to released: ${spread(times)}`)
  expect(core.pids).toHaveLength(1)
})

test('a stop before the first word is obeyed as well, and the process lives on', async () => {
  const stream = core.send('normal?first_ms=60000')
  await vi.waitFor(() => expect(core.log.map(({ event }) => event)).toContain('engine_ready'), 10_000)
  expect(await core.registry.stop(stream)).toMatchObject({ how: 'cooperative' })
  expect(core.textOf(stream)).toBe('')
  expect(core.engine.supervisor.stats).toMatchObject({ kills: 0, crashes: 0 })
  expect(core.pids.filter(isAlive)).toHaveLength(1)
})

test('slow start: a stop while the model loads takes the process away without waiting for the load', async () => {
  const stream = core.send('slow-start?load_ms=60000')
  expect(await core.status(stream, 'loading')).toMatchObject({ detail: 'slow-start?load_ms=60000' })
  const release = await core.registry.stop(stream)
  expect(release.how).toBe('forced')
  expect(release.release_ms).toBeLessThan(DEADLINE_MS)
  expect(core.reasonOf(stream)).toBe('stopped')
  expect(core.engine.supervisor.stats.crashes).toBe(0)
})

test('slow start: left alone, it loads first and then answers', async () => {
  const stream = await core.ask('slow-start?load_ms=300&rate=2000&length=20&first_ms=0')
  const statuses = core.of(stream).flatMap((event) => (event.type === 'status' ? [event.status] : []))
  expect(statuses).toContain('loading')
  expect(core.textOf(stream)).toBe(core.expectedOf(stream))
})

test('slow cleanup within the patience is waited for, one of 60 s is not', async () => {
  const quick = core.send('slow-cleanup?cleanup_ms=50&rate=400&length=5000&first_ms=0')
  await core.text(quick, 20)
  expect(await core.registry.stop(quick)).toMatchObject({ how: 'cooperative' })
  const slow = core.send('slow-cleanup?cleanup_ms=60000&rate=400&length=5000&first_ms=0')
  await core.text(slow, 20)
  const release = await core.registry.stop(slow)
  expect(release.how).toBe('forced')
  expect(release.release_ms).toBeLessThan(DEADLINE_MS)
})

test('ignores cancel: ten times stopped, ten times killed, each pid gone when the stop is answered', async () => {
  const times: number[] = []
  for (let i = 0; i < 10; i++) {
    const stream = core.send('ignores-cancel?rate=400&first_ms=0', `Part ${i}`)
    await core.text(stream, 20)
    const { pid } = core
    const from = performance.now()
    const release = await core.registry.stop(stream)
    expect(isAlive(pid)).toBe(false)
    times.push((core.host.gone_at.get(pid) ?? Number.NaN) - from)
    expect(release.how).toBe('forced')
    expect(release.release_ms).toBeLessThan(DEADLINE_MS)
  }
  console.log(`ignores cancel, Stop to pid gone: ${spread(times)}`)
  expect(core.engine.supervisor.stats).toMatchObject({ crashes: 0, kills: 10 })
})

test('blocked event loop: a process that can hear nothing is killed within the deadline', async () => {
  const times: number[] = []
  for (let i = 0; i < 3; i++) {
    const stream = core.send(BLOCKED, `Part ${i}`)
    await core.text(stream, core.expectedOf(stream).length)
    const release = await core.registry.stop(stream)
    expect(release.how).toBe('forced')
    times.push(release.release_ms)
  }
  console.log(`blocked loop, Stop to released: ${spread(times)}`)
  expect(Math.max(...times)).toBeLessThan(DEADLINE_MS)
})

test('late tokens: some are offered after the stop, none is shown or kept', async () => {
  const stream = core.send('late-tokens?rate=400&late=50&first_ms=0')
  await core.text(stream, 20)
  const stopped = core.registry.stop(stream)
  const shown = core.textOf(stream)
  const events = core.of(stream).length
  await stopped
  const offered = core.engine.supervisor.stats.late_replies
  console.log(`late tokens: ${offered} messages offered after the stop, 0 shown`)
  expect(offered).toBeGreaterThan(0)
  expect(core.textOf(stream)).toBe(shown)
  expect(core.of(stream)).toHaveLength(events)
  expect(core.journal.appended.get(stream)).toEqual([{ channel: 'answer', text: shown }])
})

test('late tokens of the old answer never reach the new one', async () => {
  const old = core.send('late-tokens?rate=400&late=50&first_ms=0', 'A')
  await core.text(old, 20)
  const next = core.send('normal?rate=400&length=60&first_ms=0', 'B')
  await core.done(next)
  expect(core.reasonOf(old)).toBe('superseded')
  expect(core.textOf(next)).toBe(core.expectedOf(next))
  expect(core.engine.supervisor.stats.late_replies).toBeGreaterThan(0)
})

test('a process SIGKILLed from outside is a crash; the text stays and the next prompt gets a new process', async () => {
  const stream = core.send('normal?rate=400&length=5000&first_ms=0')
  await core.text(stream, 20)
  process.kill(core.pid, 'SIGKILL')
  await core.done(stream)
  expect(core.errorOf(stream)).toMatchObject({ error_type: 'engine_crashed' })
  expect(core.textOf(stream)).not.toBe('')
  expect(core.engine.supervisor.stats.crashes).toBe(1)
  const next = await core.ask('normal?rate=2000&length=20&first_ms=0')
  expect(core.textOf(next)).toBe(core.expectedOf(next))
  expect(core.pids).toHaveLength(2)
})

test('a process SIGSTOPped from outside is killed by a stop within the deadline', async () => {
  const stream = core.send('normal?rate=400&length=5000&first_ms=0')
  await core.text(stream, 20)
  const { pid } = core
  process.kill(pid, 'SIGSTOP')
  const release = await core.registry.stop(stream)
  console.log(`SIGSTOPped, Stop to released: ${release.release_ms.toFixed(0)} ms`)
  expect(release.how).toBe('forced')
  expect(release.release_ms).toBeLessThan(DEADLINE_MS)
  expect(isAlive(pid)).toBe(false)
})

test('leaving with eight answers under way, one of them hanging, and one in line: every process is gone', async () => {
  const streams = Array.from({ length: 8 }, (_, i) =>
    core.send(i === 0 ? BLOCKED : 'normal?length=5000', `Part ${i}`, `session ${i}`),
  )
  const inLine = core.send('normal?length=5000', 'in line', 'session 9')
  await core.status(inLine, 'waiting')
  const [blocked = inLine] = streams
  await core.text(blocked, core.expectedOf(blocked).length)
  await core.dispose()
  expect(core.pids.filter(isAlive)).toEqual([])
  expect(core.pids).toHaveLength(8)
})
