import { fileURLToPath } from 'node:url'
import { ForkHost } from '../engines/worker/fork-host.ts'
import { tableFoot, tableHead, tableRow } from '../self-test/verdict-table.ts'
import { verify } from '../self-test/verify.ts'
import { createVerifyCore } from '../verify-core.ts'
import { chooseEngine, readOptions, USAGE } from './verify-engine.ts'

/** `npm run verify`: the one-minute test on the core in plain Node. Exit code 0 only if every scenario holds, 2 for wrong options. */
const args = process.argv.slice(2)
if (args.includes('--help') || args.includes('-h')) {
  console.log(USAGE)
  process.exit(0)
}
const options = readOptions(args)
if ('refused' in options) {
  console.error(`${options.refused}\n\n${USAGE}`)
  process.exit(2)
}
const chosen = await chooseEngine(options)
if ('refused' in chosen) {
  console.log(
    options.json ? JSON.stringify({ ok: false, scenarios: [], problem: chosen.refused }) : chosen.refused,
  )
  process.exit(1)
}

const { engine, createEngine } = chosen
const entry = (path: string): URL => new URL(path, import.meta.url)
const started = performance.now()
if (!options.json)
  console.log(`Sluice stability test on ${engine.name}, Node ${process.versions.node}\n\n${tableHead()}`)
const verdict = await verify({
  engine,
  createCore: () =>
    createVerifyCore({
      createHost: (env) => new ForkHost(fileURLToPath(entry('../engines/worker/worker-entry.ts')), env),
      store_worker: entry('../store/store-worker.ts'),
      ...(createEngine && { createEngine }),
    }),
  onVerdict: (scenario) => {
    if (!options.json) console.log(tableRow(scenario))
  },
})
console.log(
  options.json ? JSON.stringify(verdict, null, 2) : tableFoot(verdict, (performance.now() - started) / 1_000),
)
process.exitCode = verdict.ok ? 0 : 1
// Whatever a broken core left open must not keep the verdict's process from ending.
setTimeout(() => process.exit(), 2_000).unref()
