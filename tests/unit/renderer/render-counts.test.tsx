import { fireEvent, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { beforeEach, expect, test, vi } from 'vitest'
import { FakeMain } from './support/fake-main.ts'
import { stubPage } from './support/page-stubs.ts'
import { shownWindow } from './support/shown-window.tsx'

stubPage()

/** How often each part of the window was rendered. */
const renders = vi.hoisted(() => ({
  list: 0,
  sidebar: 0,
  texts: new Map<string, number>(),
  rows: [] as string[],
}))

vi.mock('../../../src/renderer/chat/list/use-follow.ts', async (original) => {
  const actual = await original<typeof import('../../../src/renderer/chat/list/use-follow.ts')>()
  return {
    ...actual,
    useFollow: (...input: Parameters<typeof actual.useFollow>) => {
      renders.list++
      return actual.useFollow(...input)
    },
  }
})

vi.mock('../../../src/renderer/sessions/use-steady-scroll.ts', async (original) => {
  const actual = await original<typeof import('../../../src/renderer/sessions/use-steady-scroll.ts')>()
  return {
    ...actual,
    useSteadyScroll: (...input: Parameters<typeof actual.useSteadyScroll>) => {
      renders.sidebar++
      return actual.useSteadyScroll(...input)
    },
  }
})

// Each row of the sidebar has a menu, called by the name of its chat.
vi.mock('../../../src/renderer/ui/menu.tsx', async (original) => {
  const actual = await original<typeof import('../../../src/renderer/ui/menu.tsx')>()
  return {
    ...actual,
    Menu: (props: Parameters<typeof actual.Menu>[0]): ReactNode => {
      renders.rows.push(props.label)
      return <actual.Menu {...props} />
    },
  }
})

vi.mock('../../../src/renderer/chat/markdown/answer-text.tsx', () => ({
  AnswerText: ({ text }: { text: string }): ReactNode => {
    renders.texts.set(text, (renders.texts.get(text) ?? 0) + 1)
    return <p>{text}</p>
  },
}))

beforeEach(() => {
  renders.list = 0
  renders.sidebar = 0
  renders.texts.clear()
  renders.rows.length = 0
})

test('a token renders its own message, not the list, the sidebar or another message', async () => {
  const { main, sends, does } = await shownWindow()
  await sends('One')
  await does(() => main.stream().token('finished'))
  await sends('Two')
  await does(() => main.stream().token('x'))
  const before = { list: renders.list, sidebar: renders.sidebar, finished: renders.texts.get('finished') }
  for (let i = 0; i < 100; i++) await does(() => main.stream().token('x'))
  expect(renders.texts.get('x'.repeat(101))).toBe(1)
  expect({ list: renders.list, sidebar: renders.sidebar, finished: renders.texts.get('finished') }).toEqual(
    before,
  )
})

test('finished parts of an answer are not drawn again with the ones after them', async () => {
  const { main, sends, does } = await shownWindow()
  await sends('One')
  await does(() => main.stream().token('said first'))
  await does(() => main.stream().token('a thought', 'reasoning'))
  await does(() => main.stream().token('x'))
  const before = renders.texts.get('said first')
  for (let i = 0; i < 50; i++) await does(() => main.stream().token('x'))
  expect(renders.texts.get('x'.repeat(51))).toBe(1)
  expect(renders.texts.get('said first')).toBe(before)
})

test('unfolded reasoning keeps the text that is there and adds to its end', async () => {
  const { main, sends, does } = await shownWindow()
  await sends('One')
  for (let i = 0; i < 40; i++)
    await does(() => main.stream().token(`Thought ${i}. `.repeat(20) + '\n', 'reasoning'))
  const toggle = screen.getByRole('button', { name: 'Thoughts so far' })
  await does(() => fireEvent.click(toggle))
  const region = document.getElementById(toggle.getAttribute('aria-controls') ?? '')
  const finished = [...(region?.children ?? [])].slice(0, -1)
  expect(finished.length).toBeGreaterThan(2)
  const rewritten: Node[] = []
  const watcher = new MutationObserver((records) => rewritten.push(...records.map((record) => record.target)))
  for (const piece of finished) {
    watcher.observe(piece, { characterData: true, childList: true, subtree: true })
  }
  for (let i = 0; i < 40; i++) await does(() => main.stream().token('More of it.\n', 'reasoning'))
  expect(region?.textContent.endsWith('More of it.\n')).toBe(true)
  expect(finished.every((piece, index) => region?.children[index] === piece)).toBe(true)
  expect(rewritten).toEqual([])
})

test('tokens of a background session render nothing of the page', async () => {
  const { main, sends, does, actions } = await shownWindow()
  await sends('One')
  const background = main.stream()
  await does(() => actions.newChat())
  await sends('Two')
  const before = { ...renders }
  const texts = renders.texts.size
  for (let i = 0; i < 100; i++) await does(() => background.token('x'))
  expect({ list: renders.list, sidebar: renders.sidebar, texts: renders.texts.size }).toEqual({
    list: before.list,
    sidebar: before.sidebar,
    texts,
  })
})

test('news of a chat renders its row, and no other row', async () => {
  const main = new FakeMain()
  const chats = Array.from({ length: 12 }, (_, index) =>
    main.addSession(`Chat ${index}`, null, 1_000 + index),
  )
  const { does } = await shownWindow(main)
  const { session_id } = chats[5]!
  renders.rows.length = 0
  await does(() => main.tell('session:activity', { session_id, activity: 'active' }))
  // The foot, which counts what runs, has a menu too.
  expect(renders.rows.filter((label) => label !== 'Help')).toEqual(['“Chat 5”'])
})
