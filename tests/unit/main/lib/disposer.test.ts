import { expect, test } from 'vitest'
import { Disposer } from '../../../../src/main/lib/disposer.ts'

test('undoes in reverse order, one after the other', async () => {
  const done: string[] = []
  const parts = new Disposer()
  parts.add('first', () => void done.push('first'))
  parts.add('slow', async () => {
    await new Promise((resolve) => setImmediate(resolve))
    done.push('slow')
  })
  parts.add('last', () => void done.push('last'))
  expect(await parts.dispose()).toEqual([])
  expect(done).toEqual(['last', 'slow', 'first'])
})

test('a step that fails, at once or later, keeps no other from running and is named', async () => {
  const done: string[] = []
  const parts = new Disposer()
  parts.add('below', () => void done.push('below'))
  parts.add('throws', () => {
    throw new Error('stuck')
  })
  parts.add('rejects', () => Promise.reject(new Error('full')))
  const failures = await parts.dispose()
  expect(done).toEqual(['below'])
  expect(failures.map((failure) => failure.message)).toEqual([
    'disposing rejects: Error: full',
    'disposing throws: Error: stuck',
  ])
  expect(failures[0]?.cause).toEqual(new Error('full'))
})

test('a second call gets the first one’s outcome and undoes nothing twice', async () => {
  let undone = 0
  const parts = new Disposer()
  parts.add('once', () => void undone++)
  expect(await Promise.all([parts.dispose(), parts.dispose()])).toEqual([[], []])
  expect(await parts.dispose()).toEqual([])
  expect(undone).toBe(1)
})

test('what is added while it disposes is undone, too', async () => {
  let undone = false
  const parts = new Disposer()
  parts.add('adds', () => parts.add('late', () => void (undone = true)))
  await parts.dispose()
  expect(undone).toBe(true)
})
