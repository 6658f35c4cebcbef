import { fireEvent, screen } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { stubPage } from '../../support/page-stubs.ts'
import { shownWindow } from '../../support/shown-window.tsx'

stubPage()

const answer = (): HTMLElement => {
  const found = document.querySelector<HTMLElement>('[data-role=assistant]:last-of-type')
  if (!found) throw new Error('no answer is shown')
  return found
}

test('the end changes words and moves nothing: the elements stay the same ones', async () => {
  const { main, sends, does } = await shownWindow()
  await sends('One')
  await does(() => main.stream().token('Hello'))
  const article = answer()
  const [text] = article.getElementsByTagName('p')
  await does(() => main.stream().finish({ reason: 'stopped' }))
  expect(answer()).toBe(article)
  expect(article.getElementsByTagName('p')[0]).toBe(text)
  expect(article.dataset['state']).toBe('stopped')
  expect(article.textContent).toMatch(/Stopped by you after .*, 1 token/)
})

test('a stopped text stands still before main has answered', async () => {
  const { main, sends, does, actions } = await shownWindow()
  await sends('One')
  await does(() => main.stream().token('kept'))
  main.handlers['stream:stop'] = () => new Promise(() => {})
  await does(() => actions.stopOpen())
  await does(() => main.stream().token(' LATE'))
  expect(answer().textContent).toContain('kept')
  expect(answer().textContent).not.toContain('LATE')
  expect(answer().textContent).toContain('Stopping')
})

test('reasoning is folded under a line that says how long it took', async () => {
  const { main, sends, does } = await shownWindow()
  await sends('One')
  await does(() => main.stream().token('secret thought', 'reasoning'))
  const toggle = screen.getByRole('button', { name: 'Thoughts so far' })
  expect(answer().textContent).not.toContain('secret thought')
  await does(() => fireEvent.click(toggle))
  expect(answer().textContent).toContain('secret thought')
  await does(() => main.stream().token('Answer'))
  expect(screen.getByRole('button', { name: 'Thought for 1 s' }).getAttribute('aria-expanded')).toBe('true')
})

describe('after the end', () => {
  test('an error says what happened and unfolds its details', async () => {
    const { main, sends, does } = await shownWindow()
    await sends('One')
    const error = { content: 'Ollama is gone.', error_type: 'cut_off', retryable: true } as const
    await does(() => main.stream().finish({ reason: 'error', error }))
    expect(answer().textContent).toContain('Failed: Ollama is gone.')
    await does(() => fireEvent.click(screen.getByRole('button', { name: 'Show details' })))
    expect(answer().textContent).toContain('cut_off')
    await does(() => fireEvent.click(screen.getByRole('button', { name: 'Try again' })))
    expect(main.asked('stream:regenerate')).toHaveLength(1)
  })

  test('any answer can be generated again and copied', async () => {
    const { main, sends, does } = await shownWindow()
    await sends('One')
    await does(() => main.stream().token('first'))
    await sends('Two')
    await does(() => main.stream().token('second'))
    await does(() => main.stream().finish({ reason: 'success', finish: 'stop' }))
    expect(screen.getAllByRole('button', { name: 'Regenerate' })).toHaveLength(2)
    const [copy] = screen.getAllByRole('button', { name: 'Copy' })
    if (copy) await does(() => fireEvent.click(copy))
    expect(main.asked('clipboard:write')).toEqual([{ text: 'first' }])
  })
})

test('the live region says the start and the end, and no token', async () => {
  const { main, sends, does } = await shownWindow()
  await sends('One')
  const heard = (): string =>
    screen
      .getAllByRole('status')
      .map((region) => region.textContent)
      .join('|')
  expect(heard()).toBe('Answering')
  await does(() => main.stream().token('a word'))
  expect(heard()).toBe('Answering')
  await does(() => main.stream().finish({ reason: 'superseded' }))
  expect(heard()).toMatch(/Superseded by your next message after .*, 1 token/)
})
