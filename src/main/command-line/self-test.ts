import { app } from 'electron'
import { OWN_CORE } from '../app.ts'
import { tableFoot, tableHead, tableRow } from '../self-test/verdict-table.ts'
import { verify } from '../self-test/verify.ts'
import { createVerifyCore, SIMULATOR_UNDER_TEST } from '../verify-core.ts'
import { aboutRuntime, runtimeName } from './about-runtime.ts'
import { EXIT_CODE } from './exit-codes.ts'
import type { ExitCode } from './exit-codes.ts'

export interface SelfTestOptions {
  json: boolean
  /** Told line by line, as soon as there is one; with `json` once. */
  print: (text: string) => void
  /** Ends the test before its end; then there is no verdict, but nothing is left behind either. */
  signal: AbortSignal
}

/** The scenarios of `verify` in the app's own runtime: its engine processes, its store worker. */
export async function selfTest({ json, print, signal }: SelfTestOptions): Promise<ExitCode> {
  await app.whenReady()
  const engine = SIMULATOR_UNDER_TEST
  const started = performance.now()
  const about = aboutRuntime(app.getVersion())
  if (!json)
    print(`Sluice ${about.version} stability test on ${engine.name}, ${runtimeName(about)}\n\n${tableHead()}`)
  const verdict = await verify({
    engine,
    createCore: () => createVerifyCore(OWN_CORE),
    onVerdict: (scenario) => {
      if (!json) print(tableRow(scenario))
    },
    signal,
  })
  const seconds = (performance.now() - started) / 1_000
  if (json) print(JSON.stringify({ ...about, seconds: Math.round(seconds * 10) / 10, ...verdict }, null, 2))
  else if (verdict.cancelled) print('\nEnded before its end: there is no verdict.')
  else print(tableFoot(verdict, seconds))
  if (verdict.ok) return EXIT_CODE.holds
  const broken = verdict.scenarios.some((scenario) => !scenario.ok)
  return verdict.cancelled && !broken ? EXIT_CODE.nothing : EXIT_CODE.broken
}
