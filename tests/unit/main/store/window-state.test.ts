import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { DEFAULT_WINDOW_STATE } from '../../../../src/main/store/window-state.ts'
import type { SessionId } from '../../../../src/shared/ids.ts'
import { tempStore } from './temp-store.ts'

test('what was set is known at once, and found by the next start', async () => {
  const first = await tempStore()
  expect(first.windowState.get()).toEqual(DEFAULT_WINDOW_STATE)
  const bounds = { x: -8, y: 20, width: 1_200, height: 800 }
  const moved = first.windowState.set({ bounds })
  const shown = first.windowState.set({ open_session_id: 's' as SessionId })
  const expected = { bounds, maximized: false, open_session_id: 's' }
  expect(first.windowState.get()).toEqual(expected)
  await Promise.all([moved, shown])
  await first.dispose()
  const second = await tempStore({ file: first.file })
  expect(second.windowState.get()).toEqual(expected)
})

test.each(['no JSON', '{"bounds":{"x":1},"maximized":false,"open_session_id":null}', 'null'])(
  'a damaged row (%s) counts as the default and is logged',
  async (value) => {
    const first = await tempStore()
    await first.dispose()
    const writer = new DatabaseSync(first.file)
    writer.prepare("INSERT INTO app_state (key, value) VALUES ('window', ?)").run(value)
    writer.close()
    const second = await tempStore({ file: first.file })
    expect(second.windowState.get()).toEqual(DEFAULT_WINDOW_STATE)
    expect(second.log).toContainEqual({ event: 'window_state_damaged' })
  },
)
