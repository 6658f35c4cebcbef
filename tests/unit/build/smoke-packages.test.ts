import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { tryProgram, whatToTry } from '../../../build/smoke-packages.mjs'
import { SmallPackage } from './small-package.ts'

const SCRIPT = resolve(import.meta.dirname, '../../../build/smoke-packages.mjs')
const SOON_MS = 500

test('of what was built, that of this system and processor is tried, and the long test once', () => {
  const built = [
    'linux-unpacked',
    'linux-arm64-unpacked',
    'sluice-0.1.0-linux-x86_64.AppImage',
    'sluice-0.1.0-linux-arm64.deb',
    'sluice-0.1.0-linux-amd64.deb',
    'sluice-0.1.0-linux-x64.tar.gz',
    'win-unpacked',
    'sluice-0.1.0-win-x64.exe',
    'sluice-0.1.0-mac-arm64.dmg',
    'mac-arm64',
  ].map((name) => join('dist', name))
  const tried = (platform: string, arch: string): string[] =>
    whatToTry(built, { platform, arch }).map(({ path, modes }) => `${path.slice(5)} ${modes.join(' ')}`)
  expect(tried('linux', 'x64')).toEqual([
    'linux-unpacked --smoke --self-test',
    'sluice-0.1.0-linux-x86_64.AppImage --smoke',
    'sluice-0.1.0-linux-amd64.deb --smoke',
    'sluice-0.1.0-linux-x64.tar.gz --smoke',
  ])
  expect(tried('win32', 'x64')).toEqual([
    'win-unpacked --smoke --self-test',
    'sluice-0.1.0-win-x64.exe --smoke',
  ])
  expect(tried('darwin', 'arm64')).toEqual([
    'sluice-0.1.0-mac-arm64.dmg --smoke --self-test',
    'mac-arm64 --smoke',
  ])
  expect(tried('darwin', 'x64')).toEqual([])
})

// The programs are shell scripts.
describe.runIf(process.platform !== 'win32')('a program that tries itself', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-smoke-packages-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** `$4` is the file for the result: MODE --json --out FILE. */
  const program = (lines: string): string => {
    const path = join(folder, 'program')
    writeFileSync(path, `#!/bin/sh\n${lines}\n`)
    chmodSync(path, 0o755)
    return path
  }
  const WELL = `echo '{"ok":true,"steps":[{"name":"ready","ok":true}]}' > "$4"`

  test('is well when it ends with 0 and wrote that every step was', async () => {
    expect(
      await tryProgram(program(`[ "$1$2$3" = --smoke--json--out ] || exit 9\n${WELL}`), '--smoke'),
    ).toBeNull()
    const tested = program(`echo '{"ok":true,"scenarios":[{"ok":true}]}' > "$4"`)
    expect(await tryProgram(tested, '--self-test')).toBeNull()
  })

  test.each([
    [
      'ends with 1 and a result',
      `echo '{"ok":false,"why":"no page"}' > "$4"; exit 1`,
      /exit code 1[^]*no page/,
    ],
    ['ends with 1 and nothing', 'exit 1', /exit code 1/],
    ['ends with 0 and no result', 'exit 0', /wrote no result/],
    ['ends with 0 and no JSON', 'echo well > "$4"', /wrote no result\nwell/],
    ['ends with 0 and a bad result', `echo '{"ok":false,"steps":[1]}' > "$4"`, /not that all is well/],
    ['ends with 0 and tried nothing', `echo '{"ok":true,"steps":[]}' > "$4"`, /not that all is well/],
    ['crashes', 'kill -SEGV $$', /SIGSEGV/],
  ])('is told of when it %s', async (_, lines, sentence) => {
    expect(await tryProgram(program(lines), '--smoke')).toMatch(sentence)
  })

  test('is told of when it is none', async () => {
    chmodSync(program(WELL), 0o644)
    expect(await tryProgram(join(folder, 'program'), '--smoke')).toMatch(/could not be started: .*EACCES/)
    expect(await tryProgram(join(folder, 'none'), '--smoke')).toMatch(/could not be started: .*ENOENT/)
  })

  test('is killed with all it started when it hangs, whatever it refuses', async () => {
    const pids = join(folder, 'pids')
    const hanging = program(
      `trap '' TERM INT HUP\nsleep 600 & echo $! $$ > ${pids}\n${WELL}\nwhile :; do sleep 1; done`,
    )
    expect(await tryProgram(hanging, '--smoke', SOON_MS)).toMatch(/did not end within 0.5 s, and was killed/)
    const left = readFileSync(pids, 'utf8').trim().split(' ')
    expect(left).toHaveLength(2)
    await vi.waitFor(() => expect(left.filter((pid) => isAlive(Number(pid)))).toEqual([]), 5_000)
  })
})

// `tar` makes the installer.
describe.runIf(process.platform === 'linux' && process.arch === 'x64')('the command', () => {
  let small: SmallPackage
  beforeEach(async () => {
    small = await SmallPackage.make()
    const result = `{"ok":true,"steps":[1],"scenarios":[1]}`
    writeFileSync(join(small.app, 'sluice'), `#!/bin/sh\necho "$1" >> "$TRIED"\necho '${result}' > "$4"\n`)
    chmodSync(join(small.app, 'sluice'), 0o755)
    const archive = join(small.folder, 'sluice-0.1.0-linux-x64.tar.gz')
    spawnSync('tar', ['-czf', archive, '-C', small.folder, 'linux-unpacked'])
  })
  afterEach(() => small.remove())

  const smoke = (folder: string) => {
    const tried = join(small.folder, 'tried')
    const ran = spawnSync(process.execPath, [SCRIPT, folder], {
      encoding: 'utf8',
      env: { ...process.env, TRIED: tried },
      timeout: 30_000,
    })
    return { ...ran, tried: existsSync(tried) ? readFileSync(tried, 'utf8').trim().split('\n') : [] }
  }

  test('starts the app out of the folder and of each installer, and says so', () => {
    const { status, stdout, tried } = smoke(small.folder)
    expect(tried).toEqual(['--smoke', '--self-test', '--smoke'])
    expect(stdout.trim().split('\n')).toEqual([
      'ok     linux-unpacked --smoke',
      'ok     linux-unpacked --self-test',
      'ok     sluice-0.1.0-linux-x64.tar.gz --smoke',
    ])
    expect(status).toBe(0)
  })

  test('fails when one of them fails, and tries the others all the same', () => {
    writeFileSync(join(small.app, 'sluice'), '#!/bin/sh\nexit 3\n')
    const { status, stdout } = smoke(small.folder)
    expect(stdout).toMatch(/WRONG {2}linux-unpacked --smoke: it ended with exit code 3/)
    expect(stdout).toMatch(/ok {5}sluice-0.1.0-linux-x64.tar.gz --smoke/)
    expect(status).toBe(1)
  })

  test('fails where nothing was built', () => {
    const { status, stderr } = smoke(join(small.folder, 'files'))
    expect(stderr).toMatch(/is nothing that starts on linux-x64/)
    expect(status).toBe(1)
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
