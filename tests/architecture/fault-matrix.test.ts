import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FAULT_MATRIX } from '../faults/fault-matrix.ts'
import { ROOT } from './source-tree.ts'

/** As many ways to fail as were planned for. */
const ROWS = 46

test('each fault of the plan has a row, and each row a test, or a reason why not', () => {
  expect(FAULT_MATRIX).toHaveLength(ROWS)
  const bare = FAULT_MATRIX.filter(({ shown_by, open }) => shown_by.length > 0 === (open !== undefined))
  expect(bare.map(({ fault }) => fault)).toEqual([])
})

test('each test that a row names exists by that title', () => {
  const missing = FAULT_MATRIX.flatMap(({ shown_by }) => shown_by).filter((named) => {
    const [, path = '', title = ''] = /^(.+?\.(?:test|spec)\.tsx?): (.+)$/.exec(named) ?? []
    const file = join(ROOT, 'tests', path)
    return title === '' || !existsSync(file) || !readFileSync(file, 'utf8').includes(title)
  })
  expect(missing).toEqual([])
})
