import { appFolder, logIn } from './app-folder.ts'
import { EXIT_CODE } from './exit-codes.ts'
import { ResultFile } from './result-file.ts'
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
  const file = options.out === null ? null : ResultFile.open(options.out)
  if (file && 'refused' in file) {
    console.error(file.refused)
    return EXIT_CODE.refused
  }
  process.on('exit', () => file?.drop())
  const { text, exit_code } = await runDiagnose(options, logIn(appFolder()))
  if (exit_code === EXIT_CODE.refused) {
    console.error(text)
    return exit_code
  }
  console.log(text)
  const refusal = file?.write(`${text}\n`)
  if (refusal) console.error(refusal.refused)
  return refusal ? EXIT_CODE.refused : exit_code
}
