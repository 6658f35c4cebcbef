import { fireEvent, screen } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import { PROMPT_MAX_BYTES } from '../../../../../src/shared/limits.ts'
import { stubPage } from '../../support/page-stubs.ts'
import { settled } from '../../support/settled.ts'
import { shownWindow } from '../../support/shown-window.tsx'

stubPage()

const button = (name: string) => screen.queryByRole<HTMLButtonElement>('button', { name })

describe('keys', () => {
  test('Enter sends and clears the field', async () => {
    const { main, box, sends } = await shownWindow()
    await sends('Hello')
    expect(main.asked('stream:open')).toMatchObject([{ prompt: 'Hello' }])
    expect(box.value).toBe('')
  })

  test('Shift Enter does not send', async () => {
    const { main, types, press } = await shownWindow()
    types('Hello')
    await press('Enter', undefined, { shiftKey: true })
    expect(main.asked('stream:open')).toEqual([])
  })

  test.each([{ isComposing: true }, { keyCode: 229 }])(
    'Enter and Esc of a composition (%o) do nothing',
    async (how) => {
      const { main, types, press, sends } = await shownWindow()
      await sends('Hello')
      types('こんに')
      await press('Enter', undefined, how)
      await press('Escape', undefined, how)
      expect(main.asked('stream:open')).toHaveLength(1)
      expect(main.asked('stream:stop')).toEqual([])
    },
  )
})

describe('Send and Stop', () => {
  test('Send is off while there is nothing to send', async () => {
    const { types } = await shownWindow()
    expect(button('Send')?.disabled).toBe(true)
    types('  ')
    expect(button('Send')?.disabled).toBe(true)
    types('Hello')
    expect(button('Send')?.disabled).toBe(false)
  })

  test('Stop stands where Send was while an answer runs, and gives the place back at its end', async () => {
    const { main, sends, does } = await shownWindow()
    await sends('Hello')
    expect(button('Send')).toBeNull()
    const stop = button('Stop')
    if (stop) await does(() => fireEvent.click(stop))
    expect(main.stream().end?.reason).toBe('stopped')
    expect(button('Stop')).toBeNull()
    expect(button('Send')).not.toBeNull()
  })

  test('a draft beside a running answer can be sent by a button that says what it does', async () => {
    const { main, sends, types, does } = await shownWindow()
    await sends('One')
    expect(button('Stop this answer and send')).toBeNull()
    types('Two')
    const send = button('Stop this answer and send')
    if (send) await does(() => fireEvent.click(send))
    expect(main.streams.map((stream) => stream.end?.reason)).toEqual(['superseded', undefined])
  })

  test('a click on Stop leaves the focus in the field, and asks for none that is there already', async () => {
    const { box, sends } = await shownWindow()
    await sends('Hello')
    const stop = button('Stop') as HTMLButtonElement
    expect(document.activeElement).toBe(box)
    const focus = vi.spyOn(box, 'focus')
    // What is prevented is that the button takes the focus.
    expect(fireEvent.mouseDown(stop)).toBe(false)
    fireEvent.click(stop)
    await settled()
    expect(focus).not.toHaveBeenCalled()
    expect(document.activeElement).toBe(box)
  })

  test('Stop that was reached by keyboard gives the focus back to the field', async () => {
    const { box, sends } = await shownWindow()
    await sends('Hello')
    const stop = button('Stop') as HTMLButtonElement
    stop.focus()
    fireEvent.click(stop)
    await settled()
    expect(document.activeElement).toBe(box)
  })

  test('the second half of a double click on Stop does not send the draft', async () => {
    const { main, sends, types, does } = await shownWindow()
    await sends('One')
    types('Two')
    const stop = button('Stop')
    if (stop) await does(() => fireEvent.click(stop, { detail: 1 }))
    const send = button('Send')
    if (send) await does(() => fireEvent.click(send, { detail: 2 }))
    expect(main.asked('stream:open')).toHaveLength(1)
    if (send) await does(() => fireEvent.click(send, { detail: 1 }))
    expect(main.asked('stream:open')).toHaveLength(2)
  })
})

describe('what cannot be sent', () => {
  test('stands in the field again, with the sentence above it until the next key', async () => {
    const { main, box, sends, types } = await shownWindow()
    main.handlers['session:create'] = () => ({ refused: 'The disk is full.' })
    await sends('Keep me')
    expect(box.value).toBe('Keep me')
    expect(screen.getByRole('alert').textContent).toBe('The disk is full.')
    types('Keep me!')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('says its size when that is the reason', async () => {
    const { main, sends } = await shownWindow()
    await sends('x'.repeat(PROMPT_MAX_BYTES + 1))
    expect(screen.getByRole('alert').textContent).toContain('4.1 MiB')
    expect(main.asked('session:create')).toEqual([])
  })
})

test('the simulator is labelled as no language model', async () => {
  await shownWindow()
  expect(screen.getByText('Simulator – not a language model')).not.toBeNull()
})
