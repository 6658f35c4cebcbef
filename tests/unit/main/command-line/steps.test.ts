import { expect, test } from 'vitest'
import { Steps } from '../../../../src/main/command-line/steps.ts'

const never = new Promise<never>(() => {})

test('each step is noted with its outcome, in order', async () => {
  const steps = new Steps(never)
  expect(await steps.run('one', () => 1)).toBe(1)
  expect(
    await steps.run(
      'two',
      () => Promise.resolve('text'),
      (text) => `${text} came`,
    ),
  ).toBe('text')
  expect(steps.noted).toEqual([
    { name: 'one', ok: true, ms: expect.any(Number), detail: null },
    { name: 'two', ok: true, ms: expect.any(Number), detail: 'text came' },
  ])
  expect(steps.ok).toBe(true)
})

test('a step that throws or rejects is noted with why, and rejects', async () => {
  const steps = new Steps(never)
  const thrown = steps.run('throws', () => {
    throw new Error('no disk')
  })
  await expect(thrown).rejects.toThrow('no disk')
  await expect(steps.run('rejects', () => Promise.reject(new Error('no page')))).rejects.toThrow('no page')
  expect(steps.noted.map(({ name, ok, detail }) => ({ name, ok, detail }))).toEqual([
    { name: 'throws', ok: false, detail: 'no disk' },
    { name: 'rejects', ok: false, detail: 'no page' },
  ])
  expect(steps.ok).toBe(false)
})

test('a cut ends the step under way and each later one that waits', async () => {
  const cut = Promise.withResolvers<never>()
  const steps = new Steps(cut.promise)
  const running = steps.run('running', () => never)
  cut.reject(new Error('its time is up'))
  await expect(running).rejects.toThrow('its time is up')
  await expect(steps.run('later', () => never)).rejects.toThrow('its time is up')
  expect(steps.noted.map(({ ok }) => ok)).toEqual([false, false])
})

test('nothing tried is no success', () => {
  expect(new Steps(never).ok).toBe(false)
})
