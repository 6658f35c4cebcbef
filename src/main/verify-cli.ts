import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { seededText } from './engines/simulator/seeded-text.ts'
import { parseSimulatorModel } from './engines/simulator/simulator-modes.ts'
import { ForkHost } from './engines/worker/fork-host.ts'
import type { EngineUnderTest } from './self-test/tested-core.ts'
import { tableFoot, tableHead, tableRow } from './self-test/verdict-table.ts'
import { verify } from './self-test/verify.ts'
import { createVerifyCore } from './verify-core.ts'

/** `npm run verify`: the one-minute test on the core in plain Node. Exit code 0 only if every scenario holds. */
const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
})

const simulator: EngineUnderTest = {
  name: 'simulator',
  model: (mode) => mode,
  simulated: true,
  expected: (prompt, model) => {
    const parsed = parseSimulatorModel(model)
    return parsed && seededText({ prompt, model, seed: parsed.parameters.seed }, parsed.parameters.length)
  },
}

const entry = (path: string): URL => new URL(path, import.meta.url)
const started = performance.now()
if (!values.json)
  console.log(
    `Sluice stability test on the ${simulator.name}, Node ${process.versions.node}\n\n${tableHead()}`,
  )
const verdict = await verify({
  engine: simulator,
  createCore: () =>
    createVerifyCore({
      host: new ForkHost(fileURLToPath(entry('./engines/worker/worker-entry.ts'))),
      store_worker: entry('./store/store-worker.ts'),
    }),
  onVerdict: (scenario) => {
    if (!values.json) console.log(tableRow(scenario))
  },
})
console.log(
  values.json ? JSON.stringify(verdict, null, 2) : tableFoot(verdict, (performance.now() - started) / 1_000),
)
process.exitCode = verdict.ok ? 0 : 1
