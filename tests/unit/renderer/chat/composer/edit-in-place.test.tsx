import { fireEvent, screen } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { draftOf } from '../../../../../src/renderer/state/drafts/drafts.ts'
import { stubPage } from '../../support/page-stubs.ts'
import { shownWindow } from '../../support/shown-window.tsx'

stubPage()

/** A chat with one answered prompt, whose field is open, with `typed` in it. */
async function editing(typed: string) {
  const window = await shownWindow()
  const { main, does, sends, store } = window
  const other = main.addSession('Other').session_id
  await sends('One')
  await does(() => main.stream().token('first'))
  await does(() => main.stream().finish({ reason: 'success', finish: 'stop' }))
  const session_id = main.stream().identity.session_id
  await does(() => fireEvent.click(screen.getByRole('button', { name: 'Edit this message' })))
  const field = screen.getByRole('textbox', { name: 'Edit your message' })
  fireEvent.change(field, { target: { value: typed } })
  const draft = (): string => draftOf(store.getState().drafts, session_id).text
  const saved = (): unknown => main.asked('session:draft').at(-1)
  return { ...window, other, session_id, field, draft, saved }
}

const isEditing = (): boolean => screen.queryByRole('textbox', { name: 'Edit your message' }) !== null

describe('a prompt being changed', () => {
  test('goes on in the message field of its chat when another chat is opened', async () => {
    const { does, actions, other, session_id, draft, box } = await editing('One, much better')
    await does(() => actions.type('half a thought'))
    await does(() => actions.show(other))
    expect(draft()).toBe('One, much better\n\nhalf a thought')
    expect(box.value).toBe('')
    await does(() => actions.show(session_id))
    expect(box.value).toBe('One, much better\n\nhalf a thought')
    expect(screen.getByRole('alert').textContent).toContain('It was not sent.')
  })

  test('goes on in the message field when another window shows another version', async () => {
    const { does, main, session_id, box } = await editing('One, much better')
    await does(() => main.open(session_id, 'Instead', null))
    expect(isEditing()).toBe(false)
    expect(box.value).toBe('One, much better')
  })

  test('leaves nothing behind when it was sent, or given up, or is as it was', async () => {
    const { does, press, actions, main, other, field, draft } = await editing('One, much better')
    await press('Enter', field)
    expect(main.asked('stream:edit')).toHaveLength(1)
    expect(draft()).toBe('')
    await does(() => fireEvent.click(screen.getByRole('button', { name: 'Edit this message' })))
    fireEvent.change(screen.getByRole('textbox', { name: 'Edit your message' }), { target: { value: 'no' } })
    await does(() => fireEvent.click(screen.getByRole('button', { name: 'Cancel' })))
    expect(draft()).toBe('')
    await does(() => fireEvent.click(screen.getByRole('button', { name: 'Edit this message' })))
    await does(() => actions.show(other))
    expect(draft()).toBe('')
  })

  test('that is refused after its chat was left is not lost either', async () => {
    const { does, press, actions, main, other, field, draft } = await editing('One, much better')
    let refuse = (): void => {}
    main.handlers['stream:edit'] = () =>
      new Promise((resolve) => (refuse = () => resolve({ refused: 'The disk is full.' })))
    await press('Enter', field)
    await does(() => actions.show(other))
    expect(draft()).toBe('')
    await does(() => refuse())
    expect(draft()).toBe('One, much better')
  })

  test('is saved as a draft before the window goes, once', async () => {
    const { does, main, saved, session_id, draft } = await editing('One, much better')
    await does(() => main.tell('window:leaving', null))
    expect(saved()).toEqual({ session_id, text: 'One, much better' })
    expect(main.requests.at(-1)?.name).toBe('window:left')
    await does(() => fireEvent(window, new Event('pagehide')))
    expect(draft()).toBe('One, much better')
  })

  test('is saved when the page is loaded again, and not when the window only loses the focus', async () => {
    const { does, saved, session_id } = await editing('One, much better')
    await does(() => fireEvent(window, new Event('blur')))
    expect(isEditing()).toBe(true)
    await does(() => fireEvent(window, new Event('pagehide')))
    expect(saved()).toEqual({ session_id, text: 'One, much better' })
  })
})

describe('a waiting message being changed', () => {
  async function editingWaiting() {
    const window = await shownWindow()
    const { main, does, sends, press } = window
    await sends('first')
    const { session_id } = main.stream().identity
    await does(() => main.queue.fill(session_id, ['second']))
    await press('F2', screen.getByRole('button', { name: /second/ }))
    const field = screen.getByRole('textbox', { name: 'Message 1 of 1' })
    fireEvent.change(field, { target: { value: 'second, better' } })
    return { ...window, session_id }
  }

  test('is saved before the window goes', async () => {
    const { main, does, session_id } = await editingWaiting()
    await does(() => main.tell('window:leaving', null))
    expect(main.queue.of(session_id).prompts).toMatchObject([{ text: 'second, better' }])
    expect(main.requests.at(-1)?.name).toBe('window:left')
  })

  test('is saved as a draft before the window goes when main refuses it', async () => {
    const { main, does, session_id } = await editingWaiting()
    main.handlers['queue:edit'] = () => ({ refused: 'The disk is full.' })
    await does(() => main.tell('window:leaving', null))
    expect(main.asked('session:draft').at(-1)).toEqual({ session_id, text: 'second, better' })
    expect(main.requests.at(-1)?.name).toBe('window:left')
  })
})
