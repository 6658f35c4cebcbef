import { describe, expect, test } from 'vitest'
import { createOllamaEngine } from '../../../../../src/main/engines/ollama/ollama-engine.ts'
import { createOpenAiCompatibleEngine } from '../../../../../src/main/engines/openai-compatible/openai-compatible-engine.ts'
import type { EngineRequest } from '../../../../../src/main/ports.ts'
import type { SessionId, StreamId } from '../../../../../src/shared/ids.ts'
import { DEFAULT_SETTINGS } from '../../../../../src/shared/settings.ts'
import type { Timeouts } from '../../../../../src/shared/settings.ts'
import { VirtualClock } from '../../../../support/virtual-clock.ts'

const REQUEST: EngineRequest = {
  stream_id: 'stream' as StreamId,
  session_id: 'session' as SessionId,
  model: 'm',
  messages: [{ role: 'user', content: 'hi' }],
  parameters: {},
}

function engines(url: string, timeouts: () => Timeouts = () => DEFAULT_SETTINGS.timeouts) {
  const connection = { url, label: 'Server at h' }
  const options = { connection, clock: new VirtualClock(), timeouts, onBusy: () => {} }
  return {
    ollama: createOllamaEngine(options),
    openai: createOpenAiCompatibleEngine({ ...options, key: () => null }),
  }
}

describe('how long an HTTP engine may be silent', () => {
  test('before the first token is the long limit on this computer and for Ollama everywhere', () => {
    const { first_token_local_ms, first_token_remote_ms } = DEFAULT_SETTINGS.timeouts
    const here = engines('http://127.0.0.1:8080')
    const there = engines('http://192.168.1.5:8080')
    expect(here.ollama.limits().first_token_ms).toBe(first_token_local_ms)
    expect(there.ollama.limits().first_token_ms).toBe(first_token_local_ms)
    expect(here.openai.limits().first_token_ms).toBe(first_token_local_ms)
    expect(there.openai.limits().first_token_ms).toBe(first_token_remote_ms)
  })

  test('follows the settings at once', () => {
    const timeouts = { ...DEFAULT_SETTINGS.timeouts }
    const { ollama, openai } = engines('http://127.0.0.1:8080', () => timeouts)
    for (const engine of [ollama, openai]) {
      timeouts.between_tokens_ms = 1
      expect(engine.limits().between_tokens_ms).toBe(1)
      timeouts.between_tokens_ms = 2
      expect(engine.limits()).toEqual({
        first_token_ms: timeouts.first_token_local_ms,
        between_tokens_ms: 2,
        stalled_notice_ms: timeouts.stalled_notice_ms,
        context_chars: null,
      })
    }
  })
})

describe('a run', () => {
  test('that is aborted before it begins never touches the network', async () => {
    const { ollama, openai } = engines('http://127.0.0.1:1')
    for (const engine of [ollama, openai]) {
      const run = engine.start(REQUEST, AbortSignal.abort())
      await run.released
      expect(await run.replies.next()).toEqual({ done: true, value: undefined })
      expect(run.patience_ms()).toBe(250)
    }
  })

  test('of an engine that is closed ends at once', async () => {
    const { openai } = engines('http://127.0.0.1:1')
    await openai.dispose()
    const run = openai.start(REQUEST, new AbortController().signal)
    await run.released
    expect((await run.replies.next()).done).toBe(true)
  })
})
