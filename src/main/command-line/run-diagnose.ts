import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { LOG_FILES_KEPT } from '../lib/log-file.ts'
import { diagnose } from '../self-test/diagnose/diagnose.ts'
import { diagnosisText } from '../self-test/diagnose/diagnosis-text.ts'
import type { Diagnosis, DiagnosisVerdict } from '../../shared/diagnosis.ts'
import { logIn } from './app-folder.ts'
import type { ExitCode } from './exit-codes.ts'
import { EXIT_CODE } from './exit-codes.ts'

export const DIAGNOSE_USAGE = `Usage: npm run diagnose [-- [FILE] [--json] [--out FILE]]

Reads Sluice's lifecycle log and says what is wrong and what to do.
  FILE        a log, or a folder with one (the data folder or its “logs”); the app's own when left out
  --json      the diagnosis as JSON
  --out FILE  writes what is printed to this file, too
Exit code: 0 healthy, 1 something is broken, 2 wrong options or an unreadable file, 3 nothing to judge yet`

export interface DiagnoseOptions {
  /** A log or a folder that has one; null: the app's own. */
  file: string | null
  json: boolean
  /** Where the caller will write what it says; refused when that is the log. */
  out: string | null
}

export interface DiagnoseArguments extends DiagnoseOptions {
  help: boolean
}

export interface DiagnoseOutcome {
  /** For standard output and the file asked for; with `refused`, one sentence for standard error. */
  text: string
  exit_code: ExitCode
}

const EXITS: Record<DiagnosisVerdict, ExitCode> = {
  healthy: EXIT_CODE.holds,
  notices: EXIT_CODE.holds,
  broken: EXIT_CODE.broken,
  no_evidence: EXIT_CODE.nothing,
}

/** Reads the command line, or says in one sentence what is wrong with it. */
export function readDiagnoseArguments(args: string[]): DiagnoseArguments | { refused: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        out: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    const [file = null, more] = positionals
    if (more !== undefined) return { refused: `One log at a time: “${more}” is one too many.` }
    if (file === '' || values.out === '') return { refused: 'The name of a file is empty.' }
    return { file, json: values.json, help: values.help, out: values.out ?? null }
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) }
  }
}

/** Judges a log. `default_log`: the app's own, which need not exist yet. Never rejects. */
export async function runDiagnose(
  { file, json, out }: DiagnoseOptions,
  default_log: string,
): Promise<DiagnoseOutcome> {
  let diagnosis: Diagnosis
  try {
    const log = file === null ? default_log : await findLog(resolve(file))
    if (out !== null && (await isOfLog(resolve(out), log)))
      return { text: `${resolve(out)} is the log itself; it is left alone.`, exit_code: EXIT_CODE.refused }
    diagnosis = await diagnose(log)
  } catch (error) {
    return { text: error instanceof Error ? error.message : String(error), exit_code: EXIT_CODE.refused }
  }
  if (file !== null && diagnosis.files.length === 0)
    return { text: `There is no log at ${resolve(file)}, nor in it.`, exit_code: EXIT_CODE.refused }
  const looked_for = diagnosis.files.length === 0 ? `\n\nLooked for ${default_log}` : ''
  const text = json ? JSON.stringify(diagnosis, null, 2) : diagnosisText(diagnosis) + looked_for
  return { text, exit_code: EXITS[diagnosis.verdict] }
}

/** A data folder has its log in “logs”; “logs” itself may be given, too. */
async function findLog(path: string): Promise<string> {
  if (!(await isFolder(path))) return path
  return (await isFolder(join(path, 'logs'))) ? logIn(path) : join(path, 'sluice.log')
}

/** Whether a path is one of a log's files, by name or by what it leads to. */
async function isOfLog(path: string, log: string): Promise<boolean> {
  const names = Array.from({ length: LOG_FILES_KEPT }, (_, age) => (age === 0 ? log : `${log}.${age}`))
  if (names.includes(path)) return true
  const identity = await identityOf(path)
  if (identity === null) return false
  return (await Promise.all(names.map(identityOf))).includes(identity)
}

function identityOf(path: string): Promise<string | null> {
  return stat(path, { bigint: true }).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => null,
  )
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
