import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { FakeMain } from '../support/fake-main.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

const WITHOUT = /^Sluice runs without its sandbox/

test('an app without its sandbox says so, what helps, and no more once that was read', async () => {
  const main = new FakeMain()
  main.state = { unsandboxed: true }
  const { does } = await shownWindow(main)
  expect(screen.getByText(WITHOUT).textContent).toContain('deb and rpm packages')
  await does(() => screen.getByRole('button', { name: 'Dismiss' }).click())
  expect(screen.queryByText(WITHOUT)).toBeNull()
})

test('Retry keeps the focus while it tries, and is asked once', async () => {
  const { main, does } = await shownWindow()
  main.handlers['store:retry'] = () => new Promise(() => {})
  await does(() => main.tell('store:unsaved', { count: 1 }))
  const retry = screen.getByRole('button', { name: 'Retry' })
  retry.focus()
  await does(() => retry.click())
  await does(() => retry.click())
  expect(document.activeElement?.textContent).toBe('Saving')
  expect(main.asked('store:retry')).toHaveLength(1)
})

test('an app in its sandbox says nothing of it', async () => {
  await shownWindow()
  expect(screen.queryByText(WITHOUT)).toBeNull()
})
