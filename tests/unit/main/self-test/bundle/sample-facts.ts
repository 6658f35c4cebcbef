import type { BundleFacts } from '../../../../../src/main/self-test/bundle/bundle-facts.ts'
import type { ConnectionId } from '../../../../../src/shared/ids.ts'
import { DEFAULT_SETTINGS } from '../../../../../src/shared/settings.ts'
import { NO_STABILITY_TEST } from '../../../../../src/shared/stability.ts'

/** The facts of an app somebody uses: on zoe's computer, with two connections and a key. */
export function sampleFacts(change: Partial<BundleFacts> = {}): BundleFacts {
  const connection = { name: "Zoë's box", busy: null }
  return {
    made_at: Date.parse('2026-08-07T10:20:30Z'),
    about: {
      version: '0.1.0',
      host: 'electron',
      electron: '45.0.0',
      chromium: '150.0.0',
      node: '24.21.0',
      platform: 'linux',
      arch: 'x64',
      os_release: '6.1.0',
      cores: 8,
      memory_bytes: 16 * 1024 ** 3,
      locale: 'de-AT',
    },
    settings: {
      ...structuredClone(DEFAULT_SETTINGS),
      default_model: { connection_id: 'one' as ConnectionId, model: 'qwen3:8b' },
    },
    connections: [
      {
        ...connection,
        connection_id: 'one' as ConnectionId,
        kind: 'ollama',
        url: 'http://127.0.0.1:11434',
        key: 'none',
        status: { state: 'ready', version: '0.5.1', models: [] },
      },
      {
        ...connection,
        connection_id: 'two' as ConnectionId,
        kind: 'openai-compatible',
        url: 'https://models.acme.example/v1',
        key: 'saved',
        status: { state: 'failed', content: 'Acme refused the key; check it.' },
      },
    ],
    diagnosis: 'Healthy.',
    stability: NO_STABILITY_TEST,
    counters: { opened: 4, ended: 3, discarded: 1, forced: 0, fenced: 0, late: 0, live: 0, processes: 1 },
    log: { lines: ['{"time":"2026-08-07T10:00:00.000Z","event":"app_start"}'], older: false },
    known: { secrets: ['key-4711-planted'], home: '/home/zoe', user: 'zoe' },
    ...change,
  }
}
