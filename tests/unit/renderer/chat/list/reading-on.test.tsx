import { fireEvent, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { FakeMain, NO_DETAILS } from '../../support/fake-main.ts'
import { stubPage, VIEW_HEIGHT_PX } from '../../support/page-stubs.ts'
import { shownWindow } from '../../support/shown-window.tsx'

stubPage()

const LIST_PX = 5_000
const HIGHER_UP_PX = 1_000

/** A chat with an answer, whose reader scrolled up. Layout is the browser's: here the list has one height for good. */
async function readingHigherUp() {
  vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(LIST_PX)
  const window = await shownWindow()
  const { main, does, sends } = window
  await sends('One')
  const { session_id } = main.stream().identity
  await does(() => main.stream().token('first'))
  await does(() => main.stream().finish({ reason: 'success', finish: 'stop' }))
  const list = screen.getByRole('region', { name: 'Conversation' })
  const scrollsTo = (px: number) =>
    does(() => {
      list.scrollTop = px
      fireEvent.scroll(list)
    })
  await scrollsTo(LIST_PX - VIEW_HEIGHT_PX)
  await scrollsTo(HIGHER_UP_PX)
  return { ...window, session_id, list }
}

const isJumpOffered = (): boolean => screen.queryByRole('button', { name: 'Jump to latest' }) !== null
const button = (name: string): HTMLElement => screen.getByRole('button', { name })

test('a prompt of another window, or a waiting one that goes out by itself, leaves the reader where they are', async () => {
  const { main, does, session_id, list } = await readingHigherUp()
  await does(() => main.open(session_id, 'Elsewhere', main.stream().identity.message_id))
  expect(list.textContent).toContain('Elsewhere')
  expect([list.scrollTop, isJumpOffered()]).toEqual([HIGHER_UP_PX, true])
  await does(() => main.stream().finish({ reason: 'success', finish: 'stop' }))
  await does(() => main.queue.fill(session_id, ['second']))
  await does(() => main.queue.next(session_id))
  expect(list.textContent).toContain('second')
  expect([list.scrollTop, isJumpOffered()]).toEqual([HIGHER_UP_PX, true])
})

test('a prompt sent in another chat leaves the reader of this one where they are', async () => {
  const { main, does, actions, store, list, session_id } = await readingHigherUp()
  const other = main.addSession('Other').session_id
  const open = main.handlers['stream:open']
  let answer = (): void => {}
  main.handlers['stream:open'] = async (input) => {
    await new Promise<void>((resolve) => (answer = resolve))
    return open(input)
  }
  await does(() => actions.show(other))
  await does(() => actions.type('There'))
  await does(() => actions.send())
  await does(() => actions.show(session_id))
  list.scrollTop = HIGHER_UP_PX
  await does(() => answer())
  expect(main.stream().identity.session_id).toBe(other)
  expect([store.getState().open_session_id, list.scrollTop]).toEqual([session_id, HIGHER_UP_PX])
})

test.each<[string, (window: Awaited<ReturnType<typeof readingHigherUp>>) => Promise<void>]>([
  ['sends', ({ sends }) => sends('Two')],
  ['regenerates', ({ does }) => does(() => fireEvent.click(button('Regenerate')))],
  [
    'edits',
    async ({ does, press }) => {
      await does(() => fireEvent.click(button('Edit this message')))
      const field = screen.getByRole('textbox', { name: 'Edit your message' })
      fireEvent.change(field, { target: { value: 'Better' } })
      await press('Enter', field)
    },
  ],
  [
    'queues where nothing runs',
    async ({ types, press }) => {
      types('Two')
      await press('Enter', undefined, { altKey: true })
    },
  ],
  [
    'sends a waiting prompt',
    async ({ main, does, session_id }) => {
      await does(() => main.queue.fill(session_id, ['second'], 'restarted'))
      await does(() => fireEvent.click(button('Send message 1 now')))
    },
  ],
])('whoever %s from higher up is shown the end', async (_how, act) => {
  const window = await readingHigherUp()
  const before = window.main.streams.length
  await act(window)
  expect(window.main.streams).toHaveLength(before + 1)
  expect(window.list.scrollTop).toBe(LIST_PX)
})

test('what main refuses to send moves nothing', async () => {
  const { main, sends, list } = await readingHigherUp()
  main.handlers['stream:open'] = () => ({ refused: 'The disk is full.' })
  await sends('Two')
  expect(list.scrollTop).toBe(HIGHER_UP_PX)
})

test('a chat that is opened is read on where it was left, once its messages are there', async () => {
  vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(LIST_PX)
  const main = new FakeMain()
  const { session_id } = main.addSession('Left')
  const stream = main.open(session_id, 'One', null)
  stream.finish({ reason: 'success', finish: 'stop' })
  const place = { message_id: stream.identity.message_id, above_px: 40 }
  main.details.set(session_id, { ...NO_DETAILS, place })
  const { does, actions } = await shownWindow(main)
  const list = screen.getByRole('region', { name: 'Conversation' })
  // The message is 300 px below the beginning of the list.
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    const is_it = this.getAttribute('data-message-id') === place.message_id
    return { top: is_it ? 300 - list.scrollTop : 0 } as DOMRect
  })
  await does(() => actions.show(session_id))
  expect(list.scrollTop).toBe(300 + place.above_px)
})
