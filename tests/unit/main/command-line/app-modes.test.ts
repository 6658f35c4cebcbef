import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { APP_USAGE, MODE_SWITCHES, readAppMode } from '../../../../src/main/command-line/app-modes.ts'

const packaged = (...args: string[]) => readAppMode(['/opt/Sluice/sluice', ...args], true)
const unpackaged = (...args: string[]) => readAppMode(['/n/electron', ...args], false)
const refusal = (...args: string[]): string => {
  const read = packaged(...args)
  return 'refused' in read ? read.refused : `not refused: ${JSON.stringify(read)}`
}

test('without a mode the window opens, whatever the runtime is told', () => {
  const runtime = ['--no-sandbox', '--user-data-dir=/d', '--enable-features=A,B', '-psn_0_1', '--lang=de']
  for (const args of [[], runtime, ['--no-sandbox', 'dropped.txt'], ['--selftest']])
    expect(packaged(...args)).toEqual({ mode: 'window' })
  expect(unpackaged('.', '--inspect=0', '--remote-debugging-port=0')).toEqual({ mode: 'window' })
})

test('a link of ours opens the window, whatever it says: links come from anywhere', () => {
  for (const link of ['sluice://', 'sluice://--self-test', 'sluice:--smoke', 'sluice://x/?--out=/etc/passwd'])
    expect(packaged(link)).toEqual({ mode: 'window' })
})

describe('each mode', () => {
  test.each([
    [['--self-test'], { mode: 'self-test', json: false, out: null }],
    [['--self-test', '--json', '--out', 'v.json'], { mode: 'self-test', json: true, out: 'v.json' }],
    [['--out=v.json', '--smoke'], { mode: 'smoke', json: false, out: 'v.json' }],
    [['--smoke', '--json'], { mode: 'smoke', json: true, out: null }],
    [['--diagnose'], { mode: 'diagnose', file: null, json: false, out: null }],
    [['--diagnose', 'a.log', '--json'], { mode: 'diagnose', file: 'a.log', json: true, out: null }],
    [['--diagnose=a.log'], { mode: 'diagnose', file: 'a.log', json: false, out: null }],
    [['--diagnose', '--json', 'a.log'], { mode: 'diagnose', file: 'a.log', json: true, out: null }],
    [['--diagnose', '--', '--odd.log'], { mode: 'diagnose', file: '--odd.log', json: false, out: null }],
    [['--version', '--out', 'v'], { mode: 'version', out: 'v' }],
    [['--help'], { mode: 'help', out: null }],
    [['--smoke', '--help'], { mode: 'help', out: null }],
    [['--smoke', '--smoke'], { mode: 'smoke', json: false, out: null }],
  ])('%j', (args, mode) => {
    expect(packaged(...args)).toEqual(mode)
    expect(packaged('--no-sandbox', ...args)).toEqual(mode)
  })

  test('unpackaged, the first word is the folder of the app, wherever it stands', () => {
    const mode = { mode: 'diagnose', file: 'a.log', json: false, out: null }
    expect(unpackaged('.', '--diagnose', 'a.log')).toEqual(mode)
    expect(unpackaged('--no-sandbox', '/work/sluice', '--diagnose', 'a.log')).toEqual(mode)
    expect(unpackaged('.', '--diagnose')).toEqual({ ...mode, file: null })
  })
})

describe('is refused in a sentence:', () => {
  test.each([
    [['--self-test', '--smoke'], '--self-test and --smoke are two things: choose one.'],
    [['--version', '--diagnose'], '--version and --diagnose are two things: choose one.'],
    [['--smoke', '--out'], '--out needs the name of a file.'],
    [['--smoke', '--out', '--json'], '--out needs the name of a file.'],
    [['--smoke', '--out='], '--out needs the name of a file.'],
    [['--diagnose='], '--diagnose= needs the name of a log file.'],
    [['--smoke=fast'], '--smoke takes no value.'],
    [['--smoke', '--json=yes'], '--json takes no value.'],
    [['--json'], '--json goes with a mode: --self-test, --diagnose or --smoke.'],
    [['--out', 'f'], '--out goes with a mode: --self-test, --diagnose or --smoke.'],
    [['--version', '--json'], '--version has no --json.'],
    [['--self-test', 'fast'], '--self-test takes no file, so “fast” means nothing here.'],
    [['--version', 'please'], '--version takes no file, so “please” means nothing here.'],
    [['--diagnose', 'a', 'b'], '--diagnose reads one log; these are 2: a, b.'],
    [['--diagnose=a', 'b'], '--diagnose reads one log; these are 2: a, b.'],
  ])('%j', (args, sentence) => {
    expect(refusal(...args)).toBe(sentence)
  })
})

test('the help and the document name every mode and every exit code', () => {
  const document = readFileSync(resolve(import.meta.dirname, '../../../../docs/command-line.md'), 'utf8')
  expect(MODE_SWITCHES.toSorted()).toEqual(['--diagnose', '--help', '--self-test', '--smoke', '--version'])
  for (const word of [...MODE_SWITCHES, '--json', '--out FILE']) {
    expect(APP_USAGE).toContain(word)
    expect(document).toContain(`\`${word}`)
  }
  for (const code of [0, 1, 2, 3]) {
    expect(APP_USAGE).toMatch(new RegExp(`\\b${code} [a-z]`))
    expect(document).toContain(`| ${code} |`)
  }
})
