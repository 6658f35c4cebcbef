import { fireEvent, screen } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import type { MessagePage } from '../../../../../src/shared/session.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { stubPage } from '../../support/page-stubs.ts'
import { shownWindow } from '../../support/shown-window.tsx'

stubPage()
// Nothing is in view, so nothing above it is asked for by itself.
beforeEach(() => void vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(0))

/** A window on a chat of two turns, of which the second is shown; the first comes when the test says so. */
async function halfShown() {
  const main = new FakeMain()
  const { session_id } = main.addSession('Chat')
  main.state = { open_session_id: session_id }
  for (const prompt of ['First', 'Second']) {
    main.open(session_id, prompt, main.messages.get(session_id)?.at(-1)?.message_id ?? null)
    main.stream().finish({ reason: 'success' })
  }
  const all = [...(main.messages.get(session_id) ?? [])]
  const load = main.handlers['session:load']
  main.handlers['session:load'] = async (input) => {
    const reply = await load(input)
    return reply && { ...reply, messages: all.slice(2), earlier: 2 }
  }
  let answer: (page: MessagePage | Error) => void = () => {}
  main.handlers['session:earlier'] = () =>
    new Promise((resolve, reject) => {
      answer = (page) => (page instanceof Error ? reject(page) : resolve(page))
    })
  const window = await shownWindow(main)
  const give = (page: MessagePage | Error) => window.does(() => answer(page))
  return { ...window, give, page: { messages: all.slice(0, 2), versions: {}, earlier: 0 } }
}

const line = () => screen.queryByRole('button', { name: /earlier message|Loading/ })

test('says how many messages lie above, is busy while they come, and goes when all are there', async () => {
  const { give, page, does } = await halfShown()
  expect(line()?.textContent).toBe('2 earlier messages')
  line()?.focus()
  await does(() => fireEvent.click(line() ?? document.body))
  expect(line()?.textContent).toBe('Loading')
  expect(line()?.getAttribute('aria-disabled')).toBe('true')
  expect(document.activeElement).toBe(line())
  await give(page)
  expect(line()).toBeNull()
  expect(screen.getByText('First')).toBeTruthy()
  expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Conversation' }))
})

test('messages that could not be read are said so, and asked for again by the same button', async () => {
  const { give, page, does } = await halfShown()
  await does(() => fireEvent.click(line() ?? document.body))
  await give(new Error('no'))
  expect(screen.getByRole('alert').textContent).toBe('They could not be read. Press to try again.')
  await does(() => fireEvent.click(line() ?? document.body))
  expect(screen.queryByRole('alert')).toBeNull()
  await give(page)
  expect(screen.getByText('First')).toBeTruthy()
})
