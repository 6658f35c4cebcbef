// @vitest-environment node
import { expect, test } from 'vitest'
import { startedApp } from '../support/started-app.ts'

test('the panel opens where it was left', async () => {
  const { store, actions } = await startedApp()
  actions.togglePanel()
  expect(store.getState().panel).toBe('streams')
  actions.openPanel('diagnosis')
  actions.togglePanel()
  expect(store.getState().panel).toBeNull()
  actions.togglePanel()
  expect(store.getState().panel).toBe('diagnosis')
})

test('it comes out from under a dialog and the drawer', async () => {
  const { store, actions } = await startedApp()
  actions.openDialog('settings')
  actions.setDrawer(true)
  actions.openPanel('stability')
  expect(store.getState()).toMatchObject({ panel: 'stability', dialog: null, drawer_open: false })
})

test('each command of the application menu opens its room', async () => {
  const { store, main } = await startedApp()
  const rooms = (['inspector', 'simulator', 'stability_test', 'diagnose', 'bundle'] as const).map(
    (command) => {
      main.tell('menu:command', { command })
      return store.getState().panel
    },
  )
  expect(rooms).toEqual(['streams', 'simulator', 'stability', 'diagnosis', 'diagnosis'])
})
