import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { FakeMain } from '../../support/fake-main.ts'
import { SIMULATOR } from '../../support/simulator-connection.ts'
import { stubPage } from '../../support/page-stubs.ts'
import { shownWindow } from '../../support/shown-window.tsx'

stubPage()

const article = (role: 'user' | 'assistant', index = -1): HTMLElement => {
  const found = [...document.querySelectorAll<HTMLElement>(`article[data-role=${role}]`)].at(index)
  if (!found) throw new Error(`there is no message of the ${role}`)
  return found
}
const valueOf = (field: HTMLElement): string => (field as HTMLTextAreaElement).value
const button = (name: string, inside: HTMLElement = document.body): HTMLElement =>
  within(inside).getByRole('button', { name })

async function answered(window: Awaited<ReturnType<typeof shownWindow>>, prompt: string, text: string) {
  const { main, sends, does } = window
  await sends(prompt)
  await does(() => main.stream().token(text))
  await does(() => main.stream().finish({ reason: 'success', finish: 'stop' }))
}

test('a message is edited in place: Esc leaves it, Enter sends it beside the old one', async () => {
  const window = await shownWindow()
  const { main, does, press } = window
  await answered(window, 'One', 'first')
  await does(() => fireEvent.click(button('Edit this message')))
  const field = (): HTMLTextAreaElement => screen.getByRole('textbox', { name: 'Edit your message' })
  expect(valueOf(field())).toBe('One')
  expect(document.activeElement).toBe(field())
  fireEvent.change(field(), { target: { value: 'not sent' } })
  await press('Escape', field())
  expect(screen.queryByRole('textbox', { name: 'Edit your message' })).toBeNull()
  expect(document.activeElement).toBe(button('Edit this message'))
  expect(main.asked('stream:edit')).toEqual([])

  await does(() => fireEvent.click(button('Edit this message')))
  fireEvent.change(field(), { target: { value: 'Better' } })
  await press('Enter', field(), { shiftKey: true })
  expect(main.asked('stream:edit')).toEqual([])
  await press('Enter', field())
  expect(main.asked('stream:edit')).toMatchObject([{ prompt: 'Better' }])
  expect(article('user').textContent).toContain('Better')
  expect(article('user').textContent).toContain('Version 2 of 2')
})

test('an edit that main refuses stays in its field, with the reason', async () => {
  const window = await shownWindow()
  const { main, does, press } = window
  await answered(window, 'One', 'first')
  main.handlers['stream:edit'] = () => ({ refused: 'The disk is full.' })
  await does(() => fireEvent.click(button('Edit this message')))
  const field = screen.getByRole('textbox', { name: 'Edit your message' })
  fireEvent.change(field, { target: { value: 'Better' } })
  await press('Enter', field)
  expect(valueOf(field)).toBe('Better')
  expect(screen.getByRole('alert').textContent).toContain('The disk is full.')
})

test('the arrows go through the versions, and say which is shown', async () => {
  const window = await shownWindow()
  const { main, does } = window
  await answered(window, 'One', 'first answer')
  await does(() => fireEvent.click(button('Regenerate')))
  await does(() => main.stream().token('second answer'))
  expect(article('assistant').textContent).toContain('Version 2 of 2')
  await does(() => main.stream().finish({ reason: 'success', finish: 'stop' }))
  expect(button('Next version').getAttribute('aria-disabled')).toBe('true')
  await does(() => fireEvent.click(button('Previous version')))
  expect(article('assistant').textContent).toContain('first answer')
  expect(article('assistant').textContent).toContain('Version 1 of 2')
  const heard = screen.getAllByRole('status').map((region) => region.textContent)
  expect(heard).toContain('Version 1 of 2')
  await does(() => fireEvent.click(button('Previous version')))
  expect(main.asked('message:show')).toHaveLength(1)
})

test('Continue adds to the answer without a seam, and is offered only where an answer ended early', async () => {
  const window = await shownWindow()
  const { main, does, sends } = window
  await sends('One')
  await does(() => main.stream().token('Once upon '))
  await does(() => main.stream().finish({ reason: 'stopped' }))
  await does(() => fireEvent.click(button('Continue')))
  expect(article('assistant').textContent).toContain('Once upon')
  expect(article('assistant').getAttribute('data-state')).toBe('running')
  await does(() => main.stream().token('a '))
  await does(() => main.stream().token('time'))
  expect(within(article('assistant')).getByText('Once upon a time').tagName).toBe('P')
  await does(() => main.stream().finish({ reason: 'success', finish: 'stop' }))
  expect(within(article('assistant')).getByText('Once upon a time').tagName).toBe('P')
  expect(screen.queryByRole('button', { name: 'Continue' })).toBeNull()
  expect(document.querySelectorAll('article[data-role=assistant]')).toHaveLength(1)
})

test('a late token of the stream before does not touch the answer that is gone on with', async () => {
  const window = await shownWindow()
  const { main, does, sends } = window
  await sends('One')
  const first = main.stream()
  await does(() => first.token('kept '))
  await does(() => first.finish({ reason: 'stopped' }))
  await does(() => fireEvent.click(button('Continue')))
  await does(() =>
    main.tell('stream:event', {
      type: 'token',
      channel: 'answer',
      content: 'LATE',
      ...first.identity,
      seq: 99,
    }),
  )
  await does(() => main.stream().token('new'))
  expect(article('assistant').textContent).toContain('kept new')
  expect(article('assistant').textContent).not.toContain('LATE')
})

test('where the model cannot go on, the button says so before a click and does nothing', async () => {
  const main = new FakeMain()
  if (SIMULATOR.status.state !== 'ready') throw new Error('the simulator is always ready')
  const models = SIMULATOR.status.models.map((model) => ({ ...model, continues: false }))
  main.connections = [{ ...SIMULATOR, status: { ...SIMULATOR.status, models } }]
  const { does, sends } = await shownWindow(main)
  await sends('One')
  await does(() => main.stream().token('half'))
  await does(() => main.stream().finish({ reason: 'stopped' }))
  const sentence = 'normal cannot go on from where an answer ended. Regenerate it instead.'
  expect(button('Continue').getAttribute('aria-disabled')).toBe('true')
  expect(button('Continue').title).toBe(sentence)
  const described = document.getElementById(button('Continue').getAttribute('aria-describedby') ?? '')
  expect(described?.textContent).toBe(sentence)
  await does(() => fireEvent.click(button('Continue')))
  expect(main.asked('stream:continue')).toEqual([])
})

test('another window’s switch of the branch is followed', async () => {
  const window = await shownWindow()
  const { main, does } = window
  await answered(window, 'One', 'first answer')
  await does(() => fireEvent.click(button('Regenerate')))
  await does(() => main.stream().token('second answer'))
  await does(() => main.stream().finish({ reason: 'success', finish: 'stop' }))
  const session_id = main.sessions[0]!.session_id
  const [other] = main.hidden.get(session_id) ?? []
  await does(() => main.handlers['message:show']({ session_id, message_id: other!.message_id }))
  expect(article('assistant').textContent).toContain('first answer')
})

test('the focus goes to the message field with the button that is gone: Regenerate, Continue', async () => {
  const window = await shownWindow()
  const { main, does, box } = window
  await answered(window, 'One', 'first')
  const presses = (name: string): Promise<void> =>
    does(() => {
      button(name).focus()
      fireEvent.click(button(name))
    })
  await presses('Regenerate')
  expect(document.activeElement).toBe(box)
  await does(() => main.stream().token('second'))
  await does(() => main.stream().finish({ reason: 'stopped' }))
  await presses('Continue')
  expect(document.activeElement).toBe(box)
})
