import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { ConnectionId } from '../../../../src/shared/ids.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/settings.ts'
import type { Settings } from '../../../../src/shared/settings.ts'
import { tempStore } from './temp-store.ts'

test('settings are the defaults until set, and are found by the next start', async () => {
  const first = await tempStore()
  expect(first.settings.get()).toEqual(DEFAULT_SETTINGS)
  const timeouts = { ...DEFAULT_SETTINGS.timeouts, connect_ms: 5_000 }
  const default_model = { connection_id: 'c' as ConnectionId, model: 'm' }
  const wanted = { theme: 'dark', default_model, timeouts } as const
  expect(await first.settings.set(wanted)).toEqual({ ...DEFAULT_SETTINGS, ...wanted })
  await first.dispose()
  const second = await tempStore({ file: first.file })
  expect(second.settings.get()).toEqual({ ...DEFAULT_SETTINGS, ...wanted })
})

test.each([
  ['text that is no JSON', 'theme', '{dark'],
  ['a value that does not exist', 'theme', '"sepia"'],
  ['a value of the wrong kind', 'sidebar_hidden', '"yes"'],
  ['a duration of nothing', 'timeouts', '{"connect_ms":0}'],
  ['a model without a name', 'default_model', '{"connection_id":"c"}'],
])('a row damaged by %s counts as its default, is logged, and spares the others', async (_, key, value) => {
  const first = await tempStore()
  const sound: Partial<Settings> = key === 'theme' ? { sidebar_hidden: true } : { theme: 'dark' }
  await first.settings.set(sound)
  await first.dispose()
  const writer = new DatabaseSync(first.file)
  writer.prepare('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)').run(key, value)
  writer.close()
  const second = await tempStore({ file: first.file })
  expect(second.settings.get()).toEqual({ ...DEFAULT_SETTINGS, ...sound })
  expect(second.log).toContainEqual({ event: 'settings_row_damaged', key })
})

test('a timeout that an older version did not know takes its default, the others stay', async () => {
  const first = await tempStore()
  await first.dispose()
  const writer = new DatabaseSync(first.file)
  writer.prepare('INSERT INTO setting (key, value) VALUES (?, ?)').run('timeouts', '{"connect_ms":9000}')
  writer.close()
  const second = await tempStore({ file: first.file })
  expect(second.settings.get().timeouts).toEqual({ ...DEFAULT_SETTINGS.timeouts, connect_ms: 9_000 })
  expect(second.log.map((line) => line.event)).not.toContain('settings_row_damaged')
})

test('a wrong value changes nothing, not even the right ones beside it', async () => {
  const { settings } = await tempStore({ file: ':memory:' })
  const wrong = { sidebar_hidden: true, theme: 'sepia' } as unknown as Partial<Settings>
  await expect(settings.set(wrong)).rejects.toMatchObject({ kind: 'invalid' })
  const unknown = { constructor: 1 } as unknown as Partial<Settings>
  await expect(settings.set(unknown)).rejects.toMatchObject({ kind: 'invalid' })
  expect(settings.get()).toEqual(DEFAULT_SETTINGS)
})
