import { expect, test } from 'vitest'
import { supervised } from '../../../../support/supervised-models.ts'

test('a model that is put away leaves memory before its file is touched, and counts as no crash', async () => {
  const { clock, supervisor, answer } = supervised()
  await answer('a')
  await answer('b')
  expect(supervisor.loadedModels()).toEqual(['a', 'b'])
  const over = supervisor.unload('a')
  await clock.advance(3_000)
  await over
  expect(supervisor.loadedModels()).toEqual(['b'])
  expect(supervisor.stats.crashes).toBe(0)
  await supervisor.unload('nowhere')
})
