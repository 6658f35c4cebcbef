import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { FakeMain } from '../../support/fake-main.ts'
import { stubPage } from '../../support/page-stubs.ts'
import { shownWindow } from '../../support/shown-window.tsx'

stubPage()

const button = (name: string | RegExp) => screen.queryByRole<HTMLButtonElement>('button', { name })
const list = () => screen.queryByRole('list', { name: /^Waiting messages/ })
const rows = () => (list() ? within(list() as HTMLElement).getAllByRole('listitem') : [])
const words = () => rows().map((row) => row.querySelector('[data-queued]')?.textContent)
const row = (index: number) => rows()[index]?.querySelector<HTMLElement>('[data-queued]') as HTMLElement

/** A chat in which an answer runs and these wait. */
async function waiting(texts: string[], paused: 'stopped' | 'restarted' | null = null) {
  const main = new FakeMain()
  const { session_id } = main.addSession('Garden')
  main.state = { open_session_id: session_id }
  const shown = await shownWindow(main)
  await shown.sends('first')
  await shown.does(() => main.queue.fill(session_id, texts, paused))
  return { ...shown, session_id }
}

describe('queueing', () => {
  test('Alt Enter lets the draft wait behind the answer that runs', async () => {
    const { main, box, types, press } = await waiting([])
    types('second')
    await press('Enter', undefined, { altKey: true })
    expect(main.asked('queue:add')).toMatchObject([{ prompt: 'second' }])
    expect(main.asked('stream:open')).toHaveLength(1)
    expect([box.value, words()]).toEqual(['', ['1second']])
  })

  test('a button beside the draft says so and does the same; not where there is nothing to wait for', async () => {
    const { main, types, does } = await waiting([])
    expect(button('Queue')).toBeNull()
    types('second')
    const queue = button('Queue')
    if (queue) await does(() => fireEvent.click(queue, { detail: 1 }))
    expect(words()).toEqual(['1second'])
    await does(() => main.queue.next(main.sessions[0]?.session_id as never))
    await does(() => main.stream().finish({ reason: 'success' }))
    types('third')
    expect(button('Queue')).toBeNull()
  })

  test('with the setting Enter queues while an answer runs, and Alt Enter supersedes; the hint says which', async () => {
    const { main, store, types, press, does } = await waiting([])
    await does(() =>
      store.setState(({ settings }) => ({ settings: { ...settings, queue_by_default: true } })),
    )
    types('second')
    expect(screen.queryByText(/^Enter queues · Alt Enter stops this answer and sends/)).not.toBeNull()
    await press('Enter')
    types('urgent')
    await press('Enter', undefined, { altKey: true })
    expect(main.asked('queue:add')).toMatchObject([{ prompt: 'second' }])
    expect(main.asked('stream:open')).toMatchObject([{ prompt: 'first' }, { prompt: 'urgent' }])
  })

  test('on macOS the hint names the key as people there know it', async () => {
    const main = new FakeMain()
    main.state = { platform: 'darwin' }
    const { types, sends } = await shownWindow(main)
    await sends('first')
    types('second')
    expect(screen.queryByText(/⌥ Enter queues/)).not.toBeNull()
  })

  test('what cannot be queued stands in the field again, with the sentence', async () => {
    const { main, box, types, press } = await waiting([])
    main.handlers['queue:add'] = () => ({ refused: 'The disk is full.' })
    types('Keep me')
    await press('Enter', undefined, { altKey: true })
    expect([box.value, screen.getByRole('alert').textContent]).toEqual(['Keep me', 'The disk is full.'])
  })
})

describe('the list', () => {
  test('is named with its count, and the chat says how many wait', async () => {
    await waiting(['second', 'third'])
    expect(list()?.getAttribute('aria-label')).toBe('Waiting messages, 2')
    expect(within(screen.getByRole('navigation')).getByText(/2 waiting/)).not.toBeNull()
  })

  test('Alt arrows move the row with the focus, tell so, and stop at the ends', async () => {
    const { main, store, press } = await waiting(['second', 'third', 'fourth'])
    row(2).focus()
    await press('ArrowUp', row(2), { altKey: true })
    expect(words()).toEqual(['1second', '2fourth', '3third'])
    expect(document.activeElement?.textContent).toBe('2fourth')
    expect(store.getState().announcement.text).toBe('Moved to place 2 of 3')
    await press('ArrowUp', row(1), { altKey: true })
    await press('ArrowUp', row(0), { altKey: true })
    expect(words()).toEqual(['1fourth', '2second', '3third'])
    expect(main.asked('queue:move')).toHaveLength(2)
  })

  test('a move main refuses goes back, with its sentence', async () => {
    const { main, press } = await waiting(['second', 'third'])
    main.handlers['queue:move'] = () => ({ refused: 'The disk is full.' })
    row(0).focus()
    await press('ArrowDown', row(0), { altKey: true })
    expect(words()).toEqual(['1second', '2third'])
    expect(screen.queryByText('The disk is full.')).not.toBeNull()
  })

  test('F2 edits in place: Enter keeps the change, Esc does not and stops no answer', async () => {
    const { main, press } = await waiting(['second', 'third'])
    await press('F2', row(1))
    const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message 2 of 2' })
    expect(document.activeElement).toBe(field)
    fireEvent.change(field, { target: { value: 'never mind' } })
    await press('Escape', field)
    expect(words()).toEqual(['1second', '2third'])
    await press('F2', row(1))
    const again = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message 2 of 2' })
    fireEvent.change(again, { target: { value: 'third, better' } })
    await press('Enter', again, { shiftKey: true })
    await press('Enter', again)
    expect(words()).toEqual(['1second', '2third, better'])
    expect(main.asked('stream:stop')).toEqual([])
    expect(main.asked('queue:edit')).toHaveLength(1)
  })

  test('a change to a message that is sent meanwhile is not lost: it stands in the message field', async () => {
    const { main, box, press, does, session_id } = await waiting(['second'])
    await press('F2', row(0))
    const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message 1 of 1' })
    fireEvent.change(field, { target: { value: 'second, much better' } })
    await does(() => main.queue.next(session_id))
    expect(box.value).toBe('second, much better')
    expect(screen.getByRole('alert').textContent).toContain('does not wait any more')
  })

  test('Delete takes a row away and Undo brings it back to its place; the focus is never lost', async () => {
    const { press, does } = await waiting(['second', 'third'])
    row(0).focus()
    await press('Delete', row(0))
    expect(words()).toEqual(['1third'])
    expect(document.activeElement).toBe(row(0))
    const undo = button('Undo')
    if (undo) await does(() => fireEvent.click(undo))
    expect(words()).toEqual(['1second', '2third'])
  })

  test('the focus of the last row that goes is the message field’s', async () => {
    const { box, press } = await waiting(['second'])
    row(0).focus()
    await press('Delete', row(0))
    expect([list(), document.activeElement]).toEqual([null, box])
  })

  test('a row with the focus that is sent hands it to the one in its place', async () => {
    const { main, does, session_id } = await waiting(['second', 'third'])
    row(0).focus()
    await does(() => main.queue.next(session_id))
    expect(document.activeElement?.textContent).toBe('1third')
  })

  test('one is sent at once by its button, and supersedes', async () => {
    const { main, does, box } = await waiting(['second', 'third'])
    const now = button('Send message 2 now')
    if (now) await does(() => fireEvent.click(now))
    expect(words()).toEqual(['1second'])
    expect(main.streams.map((stream) => stream.end?.reason)).toEqual(['superseded', undefined])
    expect(document.activeElement).toBe(box)
  })

  test('more than four fold, and one moved below the fold stays in sight', async () => {
    const { press, does } = await waiting(['2', '3', '4', '5', '6', '7'])
    expect(rows()).toHaveLength(4)
    row(3).focus()
    await press('ArrowDown', row(3), { altKey: true })
    expect(rows()).toHaveLength(6)
    expect(document.activeElement?.textContent).toBe('55')
    const fewer = button('Show fewer')
    if (fewer) await does(() => fireEvent.click(fewer))
    expect(rows()).toHaveLength(4)
    const all = button('Show all 6 waiting')
    if (all) await does(() => fireEvent.click(all))
    expect(rows()).toHaveLength(6)
  })

  test('a paused queue says why in one sentence, and Resume sends it on', async () => {
    const { main, does, session_id } = await waiting(['second'], 'restarted')
    expect(screen.queryByText('Paused, because Sluice was started again.')).not.toBeNull()
    const resume = button('Resume')
    if (resume) await does(() => fireEvent.click(resume))
    expect(main.asked('queue:resume')).toEqual([{ session_id }])
    expect(button('Resume')).toBeNull()
  })
})
