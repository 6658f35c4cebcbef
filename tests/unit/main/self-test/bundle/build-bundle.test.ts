import { describe, expect, test } from 'vitest'
import { buildBundle } from '../../../../../src/main/self-test/bundle/build-bundle.ts'
import { sampleFacts } from './sample-facts.ts'
import { NO_STABILITY_TEST } from '../../../../../src/shared/stability.ts'
import type { ScenarioVerdict } from '../../../../../src/shared/stability.ts'

/** The body of a section. */
function section(text: string, title: string): string {
  const from = text.indexOf(`\n${title}\n${'='.repeat(title.length)}\n`)
  if (from < 0) throw new Error(`no section ${title}`)
  const [body = ''] = text.slice(from + 2 * title.length + 3).split(/\n\n[^\n]+\n=+\n/)
  return body.trim()
}

const VERDICT: ScenarioVerdict = {
  name: 'stop',
  title: 'Stop stops',
  ok: true,
  opportunities: 10,
  overlap: 0,
  stale: 0,
  leaks: 0,
  stop_ms: { p50: 2, max: 9 },
  first_token_ms: { p50: 20, max: 31 },
  problems: [],
}

test('says what it is, then everything in headed sections', async () => {
  const text = await buildBundle(sampleFacts())
  expect(text).toMatch(/^Sluice diagnostics report\nMade 2026-08-07T10:20:30\.000Z\n/)
  const titles = [...text.matchAll(/^(.+)\n=+$/gm)].map(([, title]) => title)
  expect(titles).toEqual([
    'What this is',
    'App',
    'Settings',
    'Connections',
    'Diagnosis',
    'Stability test',
    'Counters since the app started',
    'Log',
  ])
  expect(section(text, 'What this is')).toMatch(/In it: .* names of\s+models/)
  expect(section(text, 'What this is')).toMatch(/Not in it: anything you or a model wrote.* API keys/s)
  expect(text.endsWith('\n')).toBe(true)
})

test('tells the app, the computer and the settings', async () => {
  const text = await buildBundle(sampleFacts())
  expect(section(text, 'App').split('\n')).toEqual([
    'Sluice     0.1.0',
    'host       electron',
    'Electron   45.0.0',
    'Chromium   150.0.0',
    'Node       24.21.0',
    'system     linux 6.1.0 (x64)',
    'processor  8 cores',
    'memory     16.0 GiB',
    'language   de-AT',
  ])
  expect(section(text, 'Settings').split('\n')).toEqual([
    'theme                  system',
    'default_model          qwen3:8b',
    'sidebar_hidden         false',
    'queue_by_default       false',
    'look_for_updates       false',
    'models_folder          none chosen',
    'unload_after_ms        600000',
    'hub                    the usual one',
    'files_added            0',
    'connect_ms             3000',
    'stalled_notice_ms      5000',
    'first_token_local_ms   600000',
    'first_token_remote_ms  120000',
    'between_tokens_ms      120000',
  ])
  expect(section(text, 'Counters since the app started')).toMatch(/^opened {5}4\n/)
})

test('a setting nobody decided about, and a model that is a sentence, are left out', async () => {
  const facts = sampleFacts()
  const model = 'Acme internal model'
  Object.assign(facts.settings, { secret_setting: 'tell me', default_model: { connection_id: 'c', model } })
  const text = await buildBundle(facts)
  expect(text).not.toMatch(/secret_setting|tell me|Acme/)
  expect(section(text, 'Settings')).toMatch(/^default_model +\[left out\]$/m)
})

test('connections are told without their names', async () => {
  const text = await buildBundle(sampleFacts())
  expect(section(text, 'Connections').split('\n')).toEqual([
    '1. ollama; http, this computer (127.0.0.1), port 11434; key: none; ready, 0 models, version 0.5.1',
    '2. openai-compatible; https, elsewhere, port 443; key: saved; failed',
  ])
  expect(text).not.toMatch(/Zoë|acme/i)
})

describe('the stability test', () => {
  const shown = async (state: object): Promise<string> =>
    section(
      await buildBundle(sampleFacts({ stability: { ...NO_STABILITY_TEST, ...state } })),
      'Stability test',
    )

  test('that was not run is said so', async () => {
    expect(await shown({})).toBe('Not run since the app started.')
  })

  test('that was played is its table and its verdict', async () => {
    const plan = [{ name: 'stop', title: 'Stop stops' }]
    const text = await shown({ state: 'done', ok: true, plan, verdicts: [VERDICT] })
    expect(text).toMatch(/^scenario/)
    expect(text).toMatch(/^stop +holds/m)
    expect(text).toMatch(/1 of 1 holds/)
  })

  test('that is not at its end says how far it is', async () => {
    const plan = ['stop', 'b'].map((name) => ({ name, title: name }))
    expect(await shown({ state: 'running', plan })).toMatch(/^It is running\.\n0 of 2/)
    expect(await shown({ state: 'cancelled', plan, verdicts: [VERDICT] })).toMatch(
      /^It was cancelled\.\n.*1 of 2/s,
    )
  })

  test('that could not be played says why, without contents', async () => {
    const problem = 'Error: ENOSPC: no space left on device, open "/home/zoe/tell me"'
    expect(await shown({ state: 'failed', problem })).toBe(
      'It could not be played: Error: ENOSPC: no space left on device, open "…"',
    )
  })
})

describe('the log', () => {
  test('is lines of JSON, each scrubbed, with what was left out counted', async () => {
    const lines = [
      '{"time":"2026-08-07T10:00:00.000Z","event":"app_start","version":"0.1.0","prompt":"tell me all"}',
      'no JSON: tell me all',
      '{"time":"2026-08-07T10:00:01.000Z","event":"app_quit"}',
      '{"half',
    ]
    const text = await buildBundle(sampleFacts({ log: { lines, older: true } }))
    expect(section(text, 'Log').split('\n')).toEqual([
      '2 lines, oldest first. Older lines are left out. 2 could not be read and are left out.',
      '',
      '{"time":"2026-08-07T10:00:00.000Z","event":"app_start","version":"0.1.0"}',
      '{"time":"2026-08-07T10:00:01.000Z","event":"app_quit"}',
    ])
    expect(text).not.toContain('tell me all')
  })

  test('that is empty is said so', async () => {
    const text = await buildBundle(sampleFacts({ log: { lines: [], older: false } }))
    expect(section(text, 'Log')).toBe('0 lines, oldest first.')
  })

  test('of a megabyte leaves the event loop its turns', async () => {
    const line = '{"time":"2026-08-07T10:00:00.000Z","event":"stream_open","generation":1}'
    let turns = 0
    const ticker = setInterval(() => turns++, 0)
    const text = await buildBundle(
      sampleFacts({ log: { lines: Array.from({ length: 5_000 }, () => line), older: false } }),
    )
    clearInterval(ticker)
    expect(text).toContain('5000 lines')
    expect(turns).toBeGreaterThan(5)
  })
})

test('the diagnosis goes through what is known to be secret, like everything', async () => {
  const diagnosis = 'HEALTHY\nfiles: /home/zoe/.config/Sluice/logs/sluice.log, key-4711-planted, Zoe\n'
  const text = await buildBundle(sampleFacts({ diagnosis }))
  expect(section(text, 'Diagnosis')).toBe('HEALTHY\nfiles: ~/.config/Sluice/logs/sluice.log, [key], [user]')
})
