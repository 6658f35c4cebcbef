import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BROADCAST_NAMES, REQUEST_NAMES } from '../../../src/shared/ipc-contract.ts'

const source = readFileSync(resolve(import.meta.dirname, '../../../src/shared/ipc-contract.ts'), 'utf8')

/** The names of an interface's members as they are written, to hold the run-time tables against. */
function membersOf(name: string): string[] {
  const [, body = ''] = new RegExp(`export interface ${name} \\{\\n([\\s\\S]*?)\\n\\}`).exec(source) ?? []
  return [...body.matchAll(/^ {2}'([^']+)'/gm)].map(([, member = '']) => member)
}

describe('the contract’s tables at run time', () => {
  test('name every request, once', () => {
    expect(REQUEST_NAMES.length).toBeGreaterThan(20)
    expect(REQUEST_NAMES).toEqual(membersOf('Requests'))
    expect(new Set(REQUEST_NAMES).size).toBe(REQUEST_NAMES.length)
  })

  test('name every broadcast, once', () => {
    expect(BROADCAST_NAMES).toEqual(membersOf('Broadcasts'))
    expect(new Set(BROADCAST_NAMES).size).toBe(BROADCAST_NAMES.length)
  })

  test('no name is both, and each is a room and a word', () => {
    expect(REQUEST_NAMES.filter((name) => (BROADCAST_NAMES as string[]).includes(name))).toEqual([])
    for (const name of [...REQUEST_NAMES, ...BROADCAST_NAMES]) expect(name).toMatch(/^[a-z]+:[a-z_]+$/)
  })
})
