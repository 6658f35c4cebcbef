import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import type { SmokeResult } from '../../src/main/command-line/smoke.ts'
import type { Verdict } from '../../src/shared/stability.ts'
import { APP } from './support/app-root.ts'
import { CommandLine, outcome, type Ran } from './support/command-line.ts'

const isLinux = process.platform === 'linux'

/** The modes of docs/command-line.md, run as a shell runs them. */
const test = base.extend<{ folder: string; sluice: CommandLine }>({
  // eslint-disable-next-line no-empty-pattern
  folder: async ({}, provide) => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-e2e-'))
    await provide(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  },
  sluice: async ({ folder }, provide) => {
    const sluice = new CommandLine(folder)
    await provide(sluice)
    sluice.killRunning()
    // Whatever a spec ran: nothing is left.
    expect(sluice.leftFiles()).toEqual([])
    if (isLinux) await expect.poll(() => sluice.leftProcesses()).toEqual([])
  },
})

function smokeResult({ code, stdout, stderr }: Ran): SmokeResult & { code: number | null } {
  try {
    return { ...(JSON.parse(stdout) as SmokeResult), code }
  } catch {
    throw new Error(`no JSON: ${stdout}\n${stderr}`)
  }
}

const STEPS = [
  'ready',
  'start',
  'page',
  'app_state',
  'session',
  'stream',
  'store',
  'library',
  'hidden',
  'quit',
  'log',
]

test(
  '--smoke tries each part of the app once and tells so',
  { tag: '@packed' },
  async ({ sluice, folder }) => {
    const out = join(folder, 'smoke.json')
    const ran = await sluice.run('--smoke', '--out', out)
    const result = smokeResult(ran)
    expect(result).toMatchObject({ code: 0, ok: true, platform: process.platform, arch: process.arch })
    expect(result.version).toBe(JSON.parse(readFileSync(join(APP, 'package.json'), 'utf8')).version)
    expect(result.steps.map(({ name, ok }) => `${name} ${ok}`)).toEqual(STEPS.map((name) => `${name} true`))
    expect(result.steps.find(({ name }) => name === 'stream')?.detail).toMatch(/^10 tokens/)
    expect(readFileSync(out, 'utf8')).toBe(ran.stdout)
    expect(readdirSync(folder).toSorted()).toEqual(['config', 'smoke.json', 'tmp'])
  },
)

test('two smokes at once, and beside the app on its own data, disturb nobody', async ({ sluice }) => {
  test.skip(!isLinux, 'moves the default data folder with XDG_CONFIG_HOME')
  const app = sluice.start()
  const quit = outcome(app)
  const log = join(sluice.config, 'Sluice', 'logs', 'sluice.log')
  await expect.poll(() => existsSync(log), { timeout: 30_000 }).toBe(true)
  const results = await Promise.all([sluice.run('--smoke'), sluice.run('--smoke')])
  expect(results.map(smokeResult).map(({ ok, code }) => [ok, code])).toEqual([
    [true, 0],
    [true, 0],
  ])
  // Of an app that stands still the log is read all the same. No answer was asked for: there is nothing to judge.
  app.kill('SIGSTOP')
  expect(await sluice.run('--diagnose')).toMatchObject({ code: 3, stdout: expect.stringContaining(log) })
  app.kill('SIGCONT')
  app.kill('SIGTERM')
  expect((await quit).code).toBe(0)
  const events = readFileSync(log, 'utf8').match(/"event":"\w+"/g) ?? []
  expect(events.filter((event) => /app_start|stream_open|second/.test(event))).toEqual([
    '"event":"app_start"',
  ])
})

test('--self-test plays every scenario in the app, and each holds', async ({ sluice, folder }) => {
  test.setTimeout(120_000)
  const out = join(folder, 'verdict.txt')
  const { code, stdout } = await sluice.run('--self-test', '--out', out)
  expect(stdout).toContain('13 of 13 scenarios hold')
  expect(code).toBe(0)
  expect(readFileSync(out, 'utf8')).toBe(stdout)
})

test('--self-test --json that is asked to end does so without a verdict', async ({ sluice }) => {
  test.skip(process.platform === 'win32', 'Windows has no signals')
  const child = sluice.start('--self-test', '--json')
  const ending = outcome(child)
  // Its first engine process is at work.
  await expect.poll(() => sluice.leftFiles().some((name) => name.startsWith('sluice-verify-'))).toBe(true)
  child.kill('SIGTERM')
  const { code, stdout } = await ending
  expect(JSON.parse(stdout) as Verdict).toMatchObject({ ok: false, cancelled: true })
  expect(code).toBe(3)
})

test.describe('--diagnose', () => {
  const STREAM = { session_id: 'c1', trace_id: 't1' }
  const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString()
  const life = (stream_id: string, second: number): object[] =>
    [
      { event: 'stream_open', generation: 1 },
      { event: 'stream_start', model: 'normal', messages: 1 },
      { event: 'stream_first_token', first_token_ms: 20 },
      { event: 'stream_settled', reason: 'success', tokens: 9, total_ms: 300 },
      { event: 'stream_end', reason: 'success', forced: false, how: 'cooperative', release_ms: 1 },
    ].map((line) => ({ time: at(second), ...STREAM, stream_id, ...line }))
  const START = { time: at(0), event: 'app_start', version: '0.1.0', host: 'electron', node: '24', pid: 1 }
  const QUIT = [
    { time: at(50), event: 'app_quit' },
    { time: at(51), event: 'app_exit', why: 'in order, 5 ms' },
  ]
  const HEALTHY = [START, ...life('s1', 10), ...life('s2', 20), ...QUIT]
  const BROKEN = [START, ...life('s1', 10).slice(0, 3), ...life('s2', 20), ...QUIT]
  const planted = (folder: string, lines: object[]): string => {
    const logs = join(folder, 'logs')
    mkdirSync(logs, { recursive: true })
    writeFileSync(join(logs, 'sluice.log'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    return join(logs, 'sluice.log')
  }

  test('finds a healthy log healthy', async ({ sluice, folder }) => {
    expect(await sluice.run('--diagnose', planted(folder, HEALTHY))).toMatchObject({ code: 0 })
  })

  test('finds a planted overlap, in words and as JSON', async ({ sluice, folder }) => {
    const file = planted(folder, BROKEN)
    const out = join(folder, 'diagnosis.json')
    expect(await sluice.run('--diagnose', file)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('BROKEN'),
    })
    const { code, stdout } = await sluice.run('--diagnose', '--json', '--out', out, file)
    expect({ code, verdict: JSON.parse(stdout).verdict }).toEqual({ code: 1, verdict: 'broken' })
    expect(readFileSync(out, 'utf8')).toBe(stdout)
  })

  test('reads the log of the data folder the app is given, and leaves that as it is', async ({
    sluice,
    folder,
  }) => {
    const data = join(folder, 'data')
    planted(data, BROKEN)
    expect((await sluice.run(`--user-data-dir=${data}`, '--diagnose')).code).toBe(1)
    expect(readdirSync(data, { recursive: true }).map(String).toSorted()).toEqual([
      'logs',
      join('logs', 'sluice.log'),
    ])
  })

  test('without a log there is nothing to judge, and no data folder appears', async ({ sluice }) => {
    test.skip(!isLinux, 'moves the default data folder with XDG_CONFIG_HOME')
    expect((await sluice.run('--diagnose')).code).toBe(3)
    expect(existsSync(join(sluice.config, 'Sluice'))).toBe(false)
  })

  test('a file that is not there is refused, and no result is written', async ({ sluice, folder }) => {
    const out = join(folder, 'out.txt')
    const { code, stdout, stderr } = await sluice.run('--diagnose', join(folder, 'none.log'), '--out', out)
    expect({ code, stdout, out: existsSync(out) }).toEqual({ code: 2, stdout: '', out: false })
    expect(stderr).toContain('none.log')
  })

  test('the log it reads is no place for the result', async ({ sluice, folder }) => {
    const log = planted(folder, HEALTHY)
    const before = readFileSync(log, 'utf8')
    const { code, stdout, stderr } = await sluice.run('--diagnose', folder, '--out', log)
    expect({ code, stdout, log: readFileSync(log, 'utf8') }).toEqual({ code: 2, stdout: '', log: before })
    expect(stderr).toContain('is the log itself')
  })
})

test('--version and --help tell it and end', async ({ sluice }) => {
  expect(await sluice.run('--version')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Sluice \d+\.\d+/),
  })
  expect(await sluice.run('--help')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Usage: sluice'),
  })
})

for (const [args, sentence] of [
  [['--self-test', '--smoke'], 'are two things'],
  [['--smoke', '--out'], '--out needs the name of a file'],
  [['--json'], '--json goes with a mode'],
  [['--smoke', '--out', join('none', 'smoke.json')], 'cannot be written'],
] as const) {
  test(`${args.join(' ')} is refused before anything begins`, async ({ sluice }) => {
    const { code, stdout, stderr } = await sluice.run(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(sentence)
  })
}

test.describe('--smoke on a broken build says which step fails:', () => {
  const script = (root: string): string =>
    readdirSync(join(root, 'out/renderer/assets')).find((name) => /^index-.*\.js$/.test(name)) ?? ''

  for (const [what, step, why, damage] of [
    [
      'no page',
      'page',
      'it shows no place to write',
      (root) => rmSync(join(root, 'out/renderer/index.html')),
    ],
    ['no preload', 'page', 'preload', (root) => rmSync(join(root, 'out/preload/index.cjs'))],
    [
      'a page that throws',
      'page',
      'it shows no place to write',
      (root) => writeFileSync(join(root, 'out/renderer/assets', script(root)), 'throw new Error("planted")'),
    ],
    [
      'no store worker',
      'start',
      'the store cannot be opened',
      (root) => rmSync(join(root, 'out/main/store-worker.js')),
    ],
    ['no engine process', 'stream', 'crashed', (root) => rmSync(join(root, 'out/main/engine-process.js'))],
  ] as const satisfies readonly [string, string, string, (root: string) => void][]) {
    test(what, async ({ folder, sluice }) => {
      const root = join(folder, 'root')
      cpSync(join(APP, 'out'), join(root, 'out'), { recursive: true })
      cpSync(join(APP, 'package.json'), join(root, 'package.json'))
      damage(root)
      const broken = new CommandLine(folder, root)
      const result = smokeResult(await broken.run('--smoke'))
      const failed = result.steps.filter(({ ok }) => !ok).map(({ name }) => name)
      expect({ code: result.code, ok: result.ok, failed: failed[0] }).toEqual({
        code: 1,
        ok: false,
        failed: step,
      })
      expect(result.steps.find(({ ok }) => !ok)?.detail?.toLowerCase()).toContain(why)
      expect(broken.tmp).toBe(sluice.tmp)
    })
  }
})
