import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Finding } from '../support/find-planted-bugs.ts'
import { PLANTED_BUGS } from '../support/planted-bugs.ts'

/** The original's S1 faults of its lifecycle; each must be among the bugs planted. */
const ORIGINAL_S1 = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C9', 'C10', 'C11', 'C18']

test('every S1 fault of the original is among the planted bugs', () => {
  const planted = new Set(PLANTED_BUGS.map((bug) => bug.original))
  expect(ORIGINAL_S1.filter((id) => !planted.has(id as 'C1'))).toEqual([])
})

test('each planted bug is found by a claim', { timeout: 180_000 }, async () => {
  const script = resolve(import.meta.dirname, '../support/find-planted-bugs.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script], { maxBuffer: 16 * 1024 * 1024 })
  const findings = JSON.parse(stdout) as Finding[]
  expect(findings).toHaveLength(PLANTED_BUGS.length)
  expect(findings.filter((finding) => finding.claim === null).map((finding) => finding.bug)).toEqual([])
})
