import { writeFileSync } from 'node:fs'
import { appFolder, logIn } from './app-folder.ts'
import { EXIT_CODE } from './exit-codes.ts'
import { DIAGNOSE_USAGE, readDiagnoseArguments, runDiagnose } from './run-diagnose.ts'

/** `npm run diagnose`: what the lifecycle log tells, without starting the app. */
process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const options = readDiagnoseArguments(args)
  if ('refused' in options) {
    console.error(`${options.refused}\n\n${DIAGNOSE_USAGE}`)
    return EXIT_CODE.refused
  }
  if (options.help) {
    console.log(DIAGNOSE_USAGE)
    return EXIT_CODE.holds
  }
  const { text, exit_code } = await runDiagnose(options, logIn(appFolder()))
  if (exit_code === EXIT_CODE.refused) {
    console.error(text)
    return exit_code
  }
  if (options.out === null) {
    console.log(text)
    return exit_code
  }
  try {
    writeFileSync(options.out, `${text}\n`)
    return exit_code
  } catch (error) {
    console.error(
      `${options.out} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    )
    return EXIT_CODE.refused
  }
}
