import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { FakeMain } from '../support/fake-main.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

test('a build with a feed asks whether to look for updates, and does not before a person says so', async () => {
  const main = new FakeMain()
  main.state = { can_update: true }
  const { actions, does } = await shownWindow(main)
  await does(() => actions.openDialog('settings'))
  expect(screen.getByRole<HTMLInputElement>('switch', { name: /Look for updates/ }).checked).toBe(false)
})

test('a build without one does not offer what it cannot do', async () => {
  const { actions, does } = await shownWindow()
  await does(() => actions.openDialog('settings'))
  expect(screen.queryByRole('switch', { name: /Look for updates/ })).toBeNull()
})
