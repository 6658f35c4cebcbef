// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest'
import { ListReader } from '../../../../../src/renderer/chat/list/list-reader.ts'
import type { ListWindow } from '../../../../../src/renderer/chat/list/list-window.ts'
import { createAppStore } from '../../../../../src/renderer/state/app-store.ts'
import { stubPage } from '../../support/page-stubs.ts'

stubPage()
const VIEW_PX = 500
let detach = (): void => {}
afterEach(() => {
  detach()
  document.body.replaceChildren()
})

/** A list of 5,000 px that is read at its end, and a field beside it. */
function atTheEnd() {
  const box = document.createElement('section')
  const content = box.appendChild(document.createElement('div'))
  const field = document.createElement('textarea')
  document.body.append(box, field)
  let height = 5_000
  Object.defineProperties(box, {
    clientHeight: { value: VIEW_PX },
    clientWidth: { value: 800 },
    scrollHeight: { get: () => height },
  })
  const behind = vi.fn<(behind: boolean) => void>()
  const drawing = {
    attach: () => () => {},
    draw() {},
    look() {},
    placeAt: () => null,
  } as unknown as ListWindow
  const actions = { readTo() {}, saveNow() {}, loadEarlier: async () => {} }
  const reader = new ListReader({ store: createAppStore(), actions, drawing, onBehind: behind })
  detach = reader.attach(box, content)
  const scrollTo = (top: number): void => {
    box.scrollTop = top
    box.dispatchEvent(new Event('scroll'))
  }
  reader.toEnd()
  reader.contentChanged()
  scrollTo(height - VIEW_PX)
  /** The list gets 100 px shorter, and stands 500 px above its end. */
  const shrink = (): boolean | undefined => {
    height -= 100
    scrollTo(height - VIEW_PX - 500)
    return behind.mock.lastCall?.[0]
  }
  return { box, field, shrink, toEnd: reader.toEnd }
}

const wheel = (): Event => new WheelEvent('wheel', { deltaY: -100, bubbles: true })
const key = (): Event => new KeyboardEvent('keydown', { key: 'PageUp', bubbles: true })

test.each([wheel, key])(
  'who scrolls up leaves the end, also when the list gets shorter meanwhile',
  (move) => {
    const { box, shrink } = atTheEnd()
    box.dispatchEvent(move())
    expect(shrink()).toBe(true)
  },
)

test('a list that gets shorter by itself is still read at its end', () => {
  expect(atTheEnd().shrink()).toBe(false)
})

test.each([wheel, key])('what is done beside the list does not scroll it', (move) => {
  const { field, shrink } = atTheEnd()
  field.dispatchEvent(move())
  expect(shrink()).toBe(false)
})

test('what stands in a chat without messages is read from its beginning', () => {
  const { box, toEnd } = atTheEnd()
  toEnd()
  expect(box.scrollTop).toBe(0)
})
