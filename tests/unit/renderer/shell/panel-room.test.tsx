import { fireEvent, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { stubPage } from '../support/page-stubs.ts'
import type { ShownWindow } from '../support/shown-window.tsx'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

/** A window in which exactly these media queries hold, until others do. */
async function windowWhere(
  ...queries: string[]
): Promise<ShownWindow & { becomes: (...queries: string[]) => Promise<void> }> {
  let holds = queries
  const listeners = new Set<() => void>()
  vi.stubGlobal('matchMedia', (media: string) => ({
    get matches() {
      return holds.includes(media)
    },
    media,
    addEventListener: (_name: string, listener: () => void) => listeners.add(listener),
    removeEventListener: (_name: string, listener: () => void) => listeners.delete(listener),
  }))
  const shown = await shownWindow()
  const becomes = (...now: string[]): Promise<void> =>
    shown.does(() => {
      holds = now
      for (const listener of listeners) listener()
    })
  return { ...shown, becomes }
}

const NARROW = '(max-width: 640px)'
const WIDE = '(min-width: 1092px)'

const panel = (): HTMLElement | null => screen.queryByRole('complementary', { name: 'Inspector' })
const place = (): string | null => panel()?.closest('[data-place]')?.getAttribute('data-place') ?? null
const tab = (name: string): HTMLElement => screen.getByRole('tab', { name })
const stopsInPanel = (): number =>
  [...document.querySelectorAll('[data-place] button')].filter((one) => one.textContent?.includes('Stop Esc'))
    .length

test.each([
  ['beside', [WIDE]],
  ['over', []],
  ['cover', [NARROW]],
])('%s the page, where the window has the width for it', async (is, holds) => {
  const { does, actions } = await windowWhere(...holds)
  await does(() => actions.openPanel('streams'))
  expect(place()).toBe(is)
  expect(document.querySelector('main')?.closest('[inert]') !== null).toBe(is === 'cover')
})

test('where it lies over the composer, Stop is in it too', async () => {
  const { does, sends, actions, main } = await windowWhere()
  await does(() => actions.openPanel('streams'))
  expect(stopsInPanel()).toBe(0)
  await sends('One')
  expect(stopsInPanel()).toBe(1)
  const stop = [...document.querySelectorAll('[data-place] button')].find((one) =>
    one.textContent?.includes('Stop'),
  )
  await does(() => stop && fireEvent.click(stop))
  expect(main.stream().end?.reason).toBe('stopped')
})

test('beside the chat there is one Stop, the composer’s', async () => {
  const { does, sends, actions } = await windowWhere(WIDE)
  await does(() => actions.openPanel('streams'))
  await sends('One')
  expect(stopsInPanel()).toBe(0)
})

test('Esc in it stops a running answer first, and closes it only when nothing runs', async () => {
  const { press, sends, main, box } = await windowWhere(WIDE)
  await sends('One')
  await press('i', box, { ctrlKey: true })
  await press('Escape', tab('Streams'))
  expect(main.stream().end?.reason).toBe('stopped')
  expect(panel()).not.toBeNull()
  await press('Escape', tab('Streams'))
  expect(panel()).toBeNull()
})

test('Esc in the chat leaves it open', async () => {
  const { press, does, actions, box } = await windowWhere(WIDE)
  await does(() => actions.openPanel('streams'))
  await press('Escape', box)
  expect(panel()).not.toBeNull()
})

test('opened by keys it takes the focus, and gives it back where it was', async () => {
  const { press, box } = await windowWhere(WIDE)
  box.focus()
  await press('i', box, { ctrlKey: true })
  expect(document.activeElement).toBe(tab('Streams'))
  await press('i', tab('Streams'), { ctrlKey: true })
  expect(panel()).toBeNull()
  expect(document.activeElement).toBe(box)
})

test('closed while the focus is elsewhere it leaves it there', async () => {
  const { press, does, box } = await windowWhere(WIDE)
  await press('i', box, { ctrlKey: true })
  const settings = screen.getByRole('button', { name: 'Settings' })
  settings.focus()
  await does(() => fireEvent.click(screen.getByRole('button', { name: 'Close the inspector' })))
  expect(document.activeElement).toBe(settings)
})

test('F6 goes to the panel and back to the message', async () => {
  const { press, does, actions, box } = await windowWhere(WIDE)
  await does(() => actions.openPanel('simulator'))
  box.focus()
  await press('F6', box)
  expect(document.activeElement).toBe(tab('Simulator'))
  await press('F6', tab('Simulator'))
  expect(document.activeElement).toBe(box)
  await does(() => actions.closePanel())
  await press('F6', box)
  expect(document.activeElement).toBe(box)
})

test('when the window becomes so narrow that it covers the page, the focus goes into it', async () => {
  const { does, actions, box, becomes } = await windowWhere(WIDE)
  await does(() => actions.openPanel('streams'))
  box.focus()
  await becomes(NARROW)
  expect(place()).toBe('cover')
  expect(document.activeElement).toBe(tab('Streams'))
})
