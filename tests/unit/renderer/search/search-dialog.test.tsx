import { act, fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import type { SearchHit } from '../../../../src/shared/search.ts'
import { FakeMain } from '../support/fake-main.ts'
import { hit } from '../support/hits.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

/** A window over two chats whose search finds a title, and two prompts of the first chat. */
async function searching(open = true) {
  const main = new FakeMain()
  const other = main.addSession('Weirs')
  const { session_id } = main.addSession('Locks')
  const first = main.open(session_id, 'The water rises', null)
  first.finish({ reason: 'success' })
  const prompt = main.messages.get(session_id)?.[0]?.message_id ?? ''
  let hits: SearchHit[] = [
    hit(other.session_id, '', { title: 'Weirs', message_id: null, role: null }),
    hit(session_id, first.identity.message_id, { role: 'assistant' }),
    hit(session_id, prompt),
  ]
  main.handlers['search:find'] = ({ query }) => ({
    hits: query.includes('water') ? [...hits] : [],
    rebuilding: false,
  })
  const shown = await shownWindow(main)
  if (open) await shown.press('k', shown.box, { ctrlKey: true })
  const field = (): HTMLInputElement => screen.getByRole('combobox', { name: 'Search all chats' })
  const type = (value: string) => shown.does(() => fireEvent.change(field(), { target: { value } }))
  const chosen = (): string | undefined =>
    screen.queryAllByRole('option', { selected: true }).map((option) => option.id)[0]
  return {
    ...shown,
    session_id,
    other,
    prompt,
    field,
    type,
    chosen,
    put: (some: SearchHit[]) => (hits = some),
  }
}

describe('opening', () => {
  test.each([
    ['Ctrl K', 'k', { ctrlKey: true }],
    ['Ctrl Shift F', 'F', { ctrlKey: true, shiftKey: true }],
  ])(
    '%s opens it with the focus in its field, Esc closes it and gives the focus back',
    async (_keys, key, held) => {
      const { press, field, box } = await searching(false)
      box.focus()
      await press(key, box, held)
      expect(document.activeElement).toBe(field())
      await press('Escape', field())
      expect(screen.queryByRole('dialog')).toBeNull()
      expect(document.activeElement).toBe(box)
    },
  )

  test('so do the button of the sidebar and the menu of the app', async () => {
    const { does, main, field, press } = await searching(false)
    await does(() => fireEvent.click(screen.getByRole('button', { name: 'Search all chats' })))
    await press('Escape', field())
    await does(() => main.tell('menu:command', { command: 'search' }))
    expect(field()).toBeDefined()
  })

  test('Esc closes the search, and leaves the answer that runs alone', async () => {
    const { main, session_id, press, field, does } = await searching()
    await does(() => main.open(session_id, 'More', null))
    await press('Escape', field())
    expect(main.stream().end).toBeNull()
  })
})

describe('what it says', () => {
  test('before anything is typed: what can be found, and how', async () => {
    await searching()
    expect(screen.getByRole('dialog').textContent).toContain('every prompt, every answer')
    expect(screen.queryByRole('listbox')).toBeNull()
  })

  test.each([
    ['steam', 'only the beginning'],
    ['steam engine', 'Try fewer'],
    ['"steam engine"', 'without the quotes'],
  ])('when nothing is found for %s: what was looked for, and what to try', async (query, advice) => {
    const { type } = await searching()
    await type(query)
    const { textContent } = screen.getByRole('dialog')
    expect(textContent).toContain(`Nothing found for ${query}`)
    expect(textContent).toContain(advice)
  })

  test('how much was found, politely, once the typing pauses', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { type } = await searching()
      await type('water')
      const heard = screen.getByRole('dialog').querySelector('[aria-live=polite]')
      expect(heard?.textContent).toBe('')
      await act(() => vi.advanceTimersByTimeAsync(600))
      expect(heard?.textContent).toBe('3 results')
    } finally {
      vi.useRealTimers()
    }
  })

  test('that the search is being rebuilt', async () => {
    const { type, main } = await searching()
    main.handlers['search:find'] = () => ({ hits: [], rebuilding: true })
    await type('water')
    expect(screen.getByRole('dialog').textContent).toContain('Search is being rebuilt')
  })

  test('why main could not search', async () => {
    const { type, main } = await searching()
    main.handlers['search:find'] = () => ({ refused: 'The disk reported an error.' })
    await type('water')
    expect(within(screen.getByRole('dialog')).getByRole('alert').textContent).toBe(
      'The disk reported an error.',
    )
  })
})

describe('the hits', () => {
  test('stand under their chats, with who said it, when, and the words marked', async () => {
    const { type } = await searching()
    await type('water')
    const groups = screen.getAllByRole('group').map((group) => group.getAttribute('aria-label'))
    expect(groups).toEqual(['Names of chats', 'Locks'])
    expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual([
      'ChatMay 3, 2024The water rises',
      'AnswerMay 3, 2024The water rises',
      'YouMay 3, 2024The water rises',
    ])
    expect([...document.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual([
      'water',
      'water',
      'water',
    ])
  })

  test('are chosen by the arrows, around the ends, while the focus stays in the field', async () => {
    const { type, press, field, chosen } = await searching()
    await type('water')
    const ids = screen.getAllByRole('option').map((option) => option.id)
    const seen = [chosen()]
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'PageUp', 'PageDown']) {
      await press(key, field())
      expect(field().getAttribute('aria-activedescendant')).toBe(chosen())
      seen.push(chosen())
    }
    expect(seen.map((id) => ids.indexOf(id ?? ''))).toEqual([0, 1, 2, 0, 2, 0, 2])
    expect(document.activeElement).toBe(field())
  })

  test('are chosen from the first again when others come', async () => {
    const { type, press, field, chosen } = await searching()
    await type('water')
    await press('ArrowDown', field())
    await type('water ')
    expect(chosen()).toBe(screen.getAllByRole('option')[0]?.id)
  })

  test('Enter opens the chosen one at its message, which is marked, and the list no longer jumps to its end', async () => {
    const { type, press, field, prompt, store, session_id } = await searching()
    const into = vi.spyOn(Element.prototype, 'scrollIntoView')
    await type('water')
    await press('ArrowUp', field())
    await press('Enter', field())
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(store.getState()).toMatchObject({ open_session_id: session_id, reveal: null })
    const message = document.querySelector<HTMLElement>(`[data-message-id="${prompt}"]`)
    expect(message?.dataset['revealed']).toBe('')
    expect(into.mock.contexts.at(-1)).toBe(message)
  })

  test('a click opens one, too', async () => {
    const { type, does, store, other } = await searching()
    await type('water')
    await does(() => fireEvent.click(screen.getAllByRole('option')[0]!))
    expect(store.getState().open_session_id).toBe(other.session_id)
  })

  test('Enter opens nothing while what is shown answers other words', async () => {
    const { type, press, field, main } = await searching()
    await type('water')
    main.handlers['search:find'] = () => new Promise(() => {})
    await type('waters')
    await press('Enter', field())
    expect(screen.getByRole('dialog')).toBeDefined()
  })

  test('Enter that ends a composition of an input method opens nothing', async () => {
    const { type, press, field } = await searching()
    await type('water')
    await press('Enter', field(), { isComposing: true })
    expect(screen.getByRole('dialog')).toBeDefined()
  })
})
