import { execFile } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EXIT_CODE } from '../../../../src/main/command-line/exit-codes.ts'
import { readDiagnoseArguments, runDiagnose } from '../../../../src/main/command-line/run-diagnose.ts'
import { diagnose } from '../../../../src/main/self-test/diagnose/diagnose.ts'
import { diagnosisText } from '../../../../src/main/self-test/diagnose/diagnosis-text.ts'
import type { Diagnosis } from '../../../../src/shared/diagnosis.ts'
import { PlantedLog } from '../self-test/diagnose/planted-log.ts'

const CLI = resolve(import.meta.dirname, '../../../../src/main/command-line/diagnose-cli.ts')

let folder: string
let data: string
let log: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-diagnose-cli-'))
  data = join(folder, 'Sluice')
  log = join(data, 'logs', 'sluice.log')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function plant(planted: PlantedLog, path = log): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, planted.text())
  return path
}
const healthy = (): PlantedLog => new PlantedLog().start().stream('a').quit()
const broken = (): PlantedLog => healthy().line('app_start').line('stream_bug')

/** The program as a person starts it on a computer whose app folder is in `folder`. */
function run(
  ...args: string[]
): Promise<{ code: number | string | null | undefined; out: string; err: string }> {
  const env = { ...process.env, XDG_CONFIG_HOME: folder, APPDATA: folder, HOME: folder }
  return new Promise((done) => {
    execFile(process.execPath, [CLI, ...args], { env, cwd: folder }, (error, out, err) =>
      done({ code: error ? error.code : 0, out, err }),
    )
  })
}

/** Two diagnoses a moment apart differ in how old the last line is. */
const ageless = (text: string): string => text.replace(/last line is .*? old/s, 'last line is old')

describe('the program', () => {
  test('reads the app’s own log when none is named, and a healthy one ends with 0', async () => {
    plant(
      healthy(),
      process.platform === 'darwin'
        ? join(folder, 'Library/Application Support/Sluice/logs/sluice.log')
        : log,
    )
    const { code, out, err } = await run()
    expect({ code, err }).toEqual({ code: EXIT_CODE.holds, err: '' })
    expect(out).toMatch(/^Sluice diagnosis {3}✓ HEALTHY\n\nHealthy: 1 answer/)
  })

  test('says the same in JSON as the diagnosis holds, and a broken log ends with 1', async () => {
    plant(broken())
    const { code, out } = await run(log, '--json')
    expect(code).toBe(EXIT_CODE.broken)
    const told = JSON.parse(ageless(out)) as Diagnosis
    expect(told).toEqual(JSON.parse(ageless(JSON.stringify(await diagnose(log)))))
    expect(told).toMatchObject({ verdict: 'broken', files: [log] })
  })

  test('with no log yet it says where it looked, and ends with 3', async () => {
    const { code, out } = await run()
    expect(code).toBe(EXIT_CODE.nothing)
    expect(out).toContain('There is no log yet.')
    expect(out).toMatch(/\n\nLooked for .*Sluice.logs.sluice\.log\n$/)
  })

  test('writes what it says to a file, too', async () => {
    plant(healthy())
    const out_file = join(folder, 'report.json')
    const { code, out, err } = await run(log, '--json', '--out', out_file)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({ verdict: 'healthy' })
    expect(readFileSync(out_file, 'utf8')).toBe(out)
    const refused = await run(log, '--out', join(folder, 'nowhere', 'report'))
    expect(refused).toMatchObject({ code: EXIT_CODE.refused, out: '' })
    expect(refused.err).toMatch(/nowhere.report cannot be written: /)
  })

  test('leaves a file as it was when there is no diagnosis, and nothing beside it', async () => {
    writeFileSync(join(folder, 'report'), 'the one before')
    expect((await run('nowhere.log', '--out', 'report')).code).toBe(EXIT_CODE.refused)
    expect(readFileSync(join(folder, 'report'), 'utf8')).toBe('the one before')
    expect(readdirSync(folder)).toEqual(['report'])
  })

  test('writes to nothing that is the log it reads, and says so', async () => {
    const before = readFileSync(plant(healthy()), 'utf8')
    const { code, out, err } = await run(data, '--out', log)
    expect({ code, out, err }).toEqual({
      code: EXIT_CODE.refused,
      out: '',
      err: `${log} is the log itself; it is left alone.\n`,
    })
    expect(readFileSync(log, 'utf8')).toBe(before)
    expect(readdirSync(dirname(log))).toEqual(['sluice.log'])
  })

  test.each([
    [['nowhere.log'], /There is no log at .*nowhere\.log/],
    [['--nonsense'], /--nonsense[^]*Usage: npm run diagnose/],
    [['one.log', 'two.log'], /two\.log[^]*Usage: npm run diagnose/],
    [['--out='], /The name of a file is empty/],
    [[''], /The name of a file is empty/],
  ])('%j ends with 2 and a sentence', async (args, sentence) => {
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: EXIT_CODE.refused, out: '' })
    expect(err).toMatch(sentence)
  })

  test('explains itself', async () => {
    const { code, out } = await run('--help')
    expect(code).toBe(0)
    expect(out).toMatch(
      /^Usage: npm run diagnose[^]*Exit code: 0 healthy, 1 something is broken, 2 [^]* 3 nothing/,
    )
  })
})

describe('which log', () => {
  const judged = (file: string | null, out: string | null = null) =>
    runDiagnose({ file, json: true, out }, log)
  const filesOf = (text: string): string[] => (JSON.parse(text) as Diagnosis).files

  test('a data folder and its folder of logs stand for the log in them', async () => {
    plant(healthy())
    for (const file of [log, data, dirname(log)]) expect(filesOf((await judged(file)).text)).toEqual([log])
    expect(filesOf((await judged(null)).text)).toEqual([log])
  })

  test('one of another name is read as it is, an older file by itself', async () => {
    const other = plant(healthy(), join(folder, 'from a friend.txt'))
    expect(filesOf((await judged(other)).text)).toEqual([other])
    const older = plant(healthy(), `${log}.2`)
    expect(filesOf((await judged(older)).text)).toEqual([older])
  })

  test('a folder without a log, and one in the place of the log, are told in a sentence', async () => {
    expect(await judged(folder)).toEqual({
      text: `There is no log at ${folder}, nor in it.`,
      exit_code: EXIT_CODE.refused,
    })
    mkdirSync(log, { recursive: true })
    expect(await judged(log)).toEqual({
      text: `There is no log at ${log}, nor in it.`,
      exit_code: EXIT_CODE.refused,
    })
    expect(await judged(null)).toEqual({
      text: `${log} is a folder, not a log.`,
      exit_code: EXIT_CODE.refused,
    })
  })

  test('so is one the system does not open', async () => {
    mkdirSync(dirname(log), { recursive: true })
    symlinkSync(log, log)
    expect(await judged(log)).toEqual({
      text: `${log} cannot be read (ELOOP).`,
      exit_code: EXIT_CODE.refused,
    })
  })

  test.each(['', '.1', '.4'])(
    'its file sluice.log%s is never the one to write to, there or not',
    async (age) => {
      plant(healthy())
      for (const file of [null, data, log])
        expect(await judged(file, log + age)).toMatchObject({ exit_code: EXIT_CODE.refused })
      expect((await judged(null, `${log}.5`)).exit_code).toBe(EXIT_CODE.holds)
    },
  )

  test.skipIf(process.platform === 'win32')('a link that leads to it is not, either', async () => {
    plant(healthy(), `${log}.2`)
    const link = join(folder, 'link')
    symlinkSync(`${log}.2`, link)
    expect((await judged(null, link)).text).toBe(`${link} is the log itself; it is left alone.`)
  })

  test('the text is the diagnosis as text', async () => {
    plant(broken())
    const { text, exit_code } = await runDiagnose({ file: null, json: false, out: null }, log)
    expect(ageless(text)).toBe(ageless(diagnosisText(await diagnose(log))))
    expect(exit_code).toBe(EXIT_CODE.broken)
  })

  test('what is only worth knowing is no failure', async () => {
    plant(new PlantedLog().start().stream('a').quit('took too long'))
    expect((await judged(null)).exit_code).toBe(EXIT_CODE.holds)
  })
})

test('the command line names a log, JSON, a file to write to', () => {
  const none = { file: null, json: false, out: null, help: false }
  expect(readDiagnoseArguments([])).toEqual(none)
  expect(readDiagnoseArguments(['x', '--json', '--out=y'])).toEqual({
    ...none,
    file: 'x',
    json: true,
    out: 'y',
  })
  expect(readDiagnoseArguments(['--json=yes'])).toEqual({ refused: expect.stringMatching(/\S/) as string })
})
