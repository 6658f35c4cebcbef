import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FENCE_MS } from '../../src/main/streams/release-within.ts'
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts'
import { HTTP_KINDS, HttpCore, eventually, watchClientSockets } from '../support/fault-server-core.ts'
import { FaultServer } from '../support/fault-server.ts'
import { faultTokens, ownerOf } from '../support/fault-server-text.ts'

const ROUNDS = 20
/** Were the socket not destroyed at the abort, every round would take this long: then force does it. A busy machine may. */
const PATIENCE_MS = 250

let server: FaultServer
beforeEach(async () => void (server = await FaultServer.start()))
afterEach(async () => server.close())

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
}

function figures(values: number[]): string {
  return `p50 ${quantile(values, 0.5).toFixed(1)} ms, max ${quantile(values, 1).toFixed(1)} ms, n=${values.length}`
}

/** Whether an answer is the beginning of what its model writes for its prompt. */
function isPrefix(answer: string, model: string, prompt: string): boolean {
  const tokens = model === 'endless' ? faultTokens(model, prompt, 1) : faultTokens(model, prompt, 1_000)
  const whole = tokens.join('')
  return model === 'endless' ? answer.replaceAll(whole, '') === '' : whole.startsWith(answer)
}

const STATES = [
  ['waiting for headers', 'no-headers', false],
  ['headers, then silence', 'silent', false],
  ['writing', 'slow@2', true],
  ['writing, deaf to the disconnect', 'ignores-disconnect', true],
  ['writing, slow to let go', 'slow-release', true],
  ['flooding', 'endless', true],
] as const

describe.each(HTTP_KINDS)('%s: Stop closes the socket', (kind) => {
  test.each(STATES)('%s', async (_state, model, has_text) => {
    const core = new HttpCore(kind, server.url)
    const closed_ms: number[] = []
    const released_ms: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const stream_id = core.send(model, `round ${round}`)
      if (has_text) await core.firstToken(stream_id)
      else await eventually(() => server.records.length === round + 1, 'the server has the request')
      const from = performance.now()
      const release = await core.registry.stop(stream_id)
      released_ms.push(performance.now() - from)
      expect(release.how).not.toBe('fenced')
      const record = server.records[round]
      await eventually(() => record?.closed_at !== null, 'the server sees the socket closed')
      closed_ms.push((record?.closed_at ?? 0) - from)
      const { done, dones, error, answer } = core.outcome(stream_id)
      expect({ reason: done?.reason, dones, error }).toEqual({
        reason: 'stopped',
        dones: 1,
        error: undefined,
      })
      expect(isPrefix(answer, model, `round ${round}`)).toBe(true)
      expect(record?.aborted).toBe(true)
    }
    console.log(
      `${kind}, ${model}: released ${figures(released_ms)}; server saw the close ${figures(closed_ms)}`,
    )
    expect(quantile(closed_ms, 0.5)).toBeLessThan(PATIENCE_MS)
    const told = core.events.length
    if (model === 'ignores-disconnect') {
      await eventually(
        () => server.records.every(({ late_writes }) => late_writes > 0),
        'late tokens were offered',
      )
    }
    expect(core.events.length).toBe(told)
    await core.dispose()
    await eventually(() => server.open_sockets === 0, 'no socket is left')
  })

  test('a server that accepts and never answers the handshake is left at once', async () => {
    const sockets = new Set<Socket>()
    const mute = createServer((socket) => void sockets.add(socket.on('error', () => {})))
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', () => resolve()))
    const core = new HttpCore(kind, `https://127.0.0.1:${(mute.address() as AddressInfo).port}`)
    const stream_id = core.send('any')
    await eventually(() => sockets.size === 1, 'the socket is there')
    const from = performance.now()
    const release = await core.registry.stop(stream_id)
    expect(release.how).not.toBe('fenced')
    // At the connect timeout it would go by itself.
    expect(performance.now() - from).toBeLessThan(DEFAULT_SETTINGS.timeouts.connect_ms)
    // Nothing was asked yet, so nobody is busy.
    expect(core.busy).toEqual([])
    await core.dispose()
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => mute.close(resolve))
  })
})

describe.each(HTTP_KINDS)('%s: the latest prompt wins', (kind) => {
  test('a superseded answer keeps its text, and a session never has two connections', async () => {
    const core = new HttpCore(kind, server.url)
    const sockets = watchClientSockets()
    const prompts = Array.from({ length: 12 }, (_, i) => `prompt ${i}`)
    const ids = []
    for (const prompt of prompts.slice(0, -1)) {
      const stream_id = core.send('slow@2', prompt)
      ids.push(stream_id)
      await core.firstToken(stream_id)
    }
    const last = core.send('normal', prompts.at(-1))
    await core.until((event) => event.stream_id === last && event.type === 'done')
    for (const [i, stream_id] of ids.entries()) {
      const { done, answer } = core.outcome(stream_id)
      expect(done?.reason).toBe('superseded')
      expect(answer).not.toBe('')
      expect(
        faultTokens('slow@2', prompts[i] ?? '', 1_000)
          .join('')
          .startsWith(answer),
      ).toBe(true)
    }
    expect(core.outcome(last)).toMatchObject({
      answer: faultTokens('normal', prompts.at(-1) ?? '').join(''),
      done: { reason: 'success' },
    })
    sockets.stop()
    expect(sockets.made).toBe(prompts.length)
    expect(sockets.live_max).toBe(1)
    expect(server.records).toHaveLength(prompts.length)
    await core.dispose()
    await eventually(() => server.open_sockets === 0, 'no socket is left')
  })

  test('of prompts in one instant only the latest reaches the server', async () => {
    const core = new HttpCore(kind, server.url)
    const [, , c] = [core.send('normal', 'A'), core.send('normal', 'B'), core.send('normal', 'C')]
    await core.until((event) => event.stream_id === c && event.type === 'done')
    expect(server.records.map(({ prompt }) => prompt)).toEqual(['C'])
    await core.dispose()
  })

  test('sessions do not touch each other', async () => {
    const core = new HttpCore(kind, server.url)
    const sessions = Array.from({ length: 6 }, (_, i) => `session ${i}`)
    const ids = sessions.map((session) => core.send('normal@5', session, session))
    const stopped = ids[2]
    if (!stopped) throw new Error('no such stream')
    await core.firstToken(stopped)
    await core.registry.stop(stopped)
    for (const [i, stream_id] of ids.entries()) {
      await core.until((event) => event.stream_id === stream_id && event.type === 'done')
      const { answer, done } = core.outcome(stream_id)
      const whole = faultTokens('normal@5', sessions[i] ?? '').join('')
      expect(done?.reason).toBe(stream_id === stopped ? 'stopped' : 'success')
      expect(answer).toBe(stream_id === stopped ? whole.slice(0, answer.length) : whole)
      expect(answer.replaceAll(ownerOf('normal@5', sessions[i] ?? ''), '')).not.toMatch(/[0-9a-f]{8}\./)
    }
    await core.dispose()
    await eventually(() => server.open_sockets === 0, 'no socket is left')
  })
})

describe.each(HTTP_KINDS)('%s: a server that may still be finishing', (kind) => {
  test('is said so from the stop until the next first token, and not after a whole answer', async () => {
    const core = new HttpCore(kind, server.url)
    await core.ask('normal')
    expect(core.busy).toEqual([])
    const stopped = core.send('silent', 'left while reading the prompt')
    await eventually(() => server.records.length === 2, 'the server has the request')
    await core.registry.stop(stopped)
    expect(core.busy).toEqual([true])
    const next = core.send('normal@5')
    await core.firstToken(next)
    expect(core.busy).toEqual([true, false])
    await core.dispose()
  })

  test('never holds back the next prompt', async () => {
    const core = new HttpCore(kind, server.url)
    const first = core.send('no-headers')
    await eventually(() => server.records.length === 1, 'the server has the request')
    const from = performance.now()
    const second = core.send('normal')
    await core.firstToken(second)
    expect(performance.now() - from).toBeLessThan(FENCE_MS)
    expect(core.outcome(first).done?.reason).toBe('superseded')
    await core.dispose()
  })
})
