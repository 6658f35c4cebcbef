import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { SimFinding } from '../sim/sim-figures.ts'
import { OUT_OF_REACH, SIMULATED_BUGS } from '../sim/simulated-bugs.ts'
import { PLANTED_BUGS } from '../support/planted-bugs.ts'

/** The original's S1 faults of its lifecycle. */
const ORIGINAL_S1 = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C9', 'C10', 'C11', 'C18'] as const

test('each S1 fault of the original is among the bugs the simulation has to find', () => {
  const planted = new Set(SIMULATED_BUGS.map((bug) => bug.original))
  expect(ORIGINAL_S1.filter((id) => !planted.has(id))).toEqual([])
  expect(SIMULATED_BUGS.length).toBeGreaterThanOrEqual(25)
})

test('what is out of its reach is a planted bug, and not the only one of its kind', () => {
  const names = new Set(PLANTED_BUGS.map(({ name }) => name))
  expect(Object.keys(OUT_OF_REACH).filter((name) => !names.has(name))).toEqual([])
})

test('each of them is found within the seeds of a default run', { timeout: 600_000 }, async () => {
  const script = resolve(import.meta.dirname, '../sim/find-bugs.ts')
  const from = performance.now()
  const { stdout } = await promisify(execFile)(process.execPath, [script], { maxBuffer: 16 * 1024 * 1024 })
  const findings = JSON.parse(stdout) as SimFinding[]
  const tried = findings.reduce((sum, { seeds }) => sum + seeds, 0)
  const seconds = ((performance.now() - from) / 1_000).toFixed(0)
  console.log(`${findings.length} planted bugs, ${tried} seeds, ${seconds} s`)
  expect(findings).toHaveLength(SIMULATED_BUGS.length)
  expect(findings.filter(({ seed }) => seed === null).map(({ bug }) => bug)).toEqual([])
})
