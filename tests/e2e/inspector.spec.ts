import type { Locator, Page } from '@playwright/test'
import type { ChatPage } from './support/chat-page.ts'
import type { SessionId } from '../../src/shared/ids.ts'
import type { Bridge } from '../../src/shared/ipc-contract.ts'
import { inject, running } from './support/injected-events.ts'
import { axeFaults, expect, picture, test } from './support/watched-app.ts'

const STEADY = 'normal?rate=100&length=100000&first_ms=50'
const STUBBORN = 'ignores-cancel?rate=60'

/** The testers' panel as a person sees and uses it. */
class Inspector {
  readonly page: Page
  readonly panel: Locator
  readonly rows: Locator
  readonly groups: Locator

  constructor({ page }: ChatPage) {
    this.page = page
    this.panel = page.getByRole('complementary', { name: 'Inspector' })
    this.rows = this.panel.locator('[data-stream]')
    this.groups = this.panel.getByRole('region', { name: /^Streams from/ })
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('Control+i')
    await expect(this.panel).toBeVisible()
  }

  /** The row of the n-th stream of the chat. */
  row(generation: number): Locator {
    return this.rows.filter({ hasText: new RegExp(`#${generation}(?!\\d)`) })
  }

  async unfold(generation: number): Promise<void> {
    await this.row(generation).getByRole('button', { expanded: false }).click()
  }

  async figure(name: string): Promise<number> {
    const text = await this.panel.locator(`[data-counter=${name}] dd`).textContent()
    return Number(text?.replaceAll(',', ''))
  }

  piece(generation: number, phase: string): Locator {
    return this.row(generation).locator(`[data-phase=${phase}]`).first()
  }

  flag(generation: number, flag: string): Locator {
    return this.row(generation).locator(`[data-flag=${flag}]`)
  }
}

async function boxOf(locator: Locator): Promise<{ x: number; width: number }> {
  const box = await locator.boundingBox()
  if (!box) throw new Error('it is not drawn')
  return box
}

/** Two prompts, the second before the first has finished. */
async function supersede(chat: ChatPage, model: string): Promise<void> {
  await chat.newChatsUse(model)
  await chat.say('First')
  await chat.writing(60)
  await chat.say('Second')
  await expect(chat.answers).toHaveCount(2)
  await chat.writing(40)
}

test('it opens by the Help button and by Ctrl I, and gives the focus back', async ({ chat }) => {
  const { page } = chat
  const inspector = new Inspector(chat)
  await page.getByRole('button', { name: 'Help' }).click()
  await page.getByRole('menuitem', { name: 'Inspect streams' }).click()
  await expect(inspector.panel).toContainText('Nothing has been asked in this chat yet')
  await inspector.panel.getByRole('button', { name: 'Close the inspector' }).click()
  await expect(inspector.panel).toHaveCount(0)
  await chat.message.focus()
  await inspector.open()
  await expect(page.getByRole('tab', { name: 'Streams' })).toBeFocused()
  await page.keyboard.press('F6')
  await expect(chat.message).toBeFocused()
  await page.keyboard.press('F6')
  await expect(page.getByRole('tab', { name: 'Streams' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(inspector.panel).toHaveCount(0)
  await expect(chat.message).toBeFocused()
})

test('Esc in it stops the answer first, and closes it only when nothing runs', async ({ chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('Keep going')
  await chat.writing(20)
  const inspector = new Inspector(chat)
  await inspector.open()
  await chat.page.keyboard.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
  await expect(inspector.panel).toBeVisible()
  await chat.page.keyboard.press('Escape')
  await expect(inspector.panel).toHaveCount(0)
})

test('A, then B: on one axis B waits exactly while the engine of A is stopping', async ({ chat }) => {
  const inspector = new Inspector(chat)
  await inspector.open()
  await supersede(chat, STUBBORN)
  await expect(inspector.rows).toHaveCount(2)
  await expect(inspector.groups).toHaveCount(1)
  await expect(inspector.row(1)).toContainText('Superseded · forced')
  await expect(inspector.row(2)).toContainText('Writing')
  await chat.message.press('Escape')
  await expect(inspector.row(2)).toContainText('Stopped · forced')
  const stopping = await boxOf(inspector.piece(1, 'stopping'))
  const waiting = await boxOf(inspector.piece(2, 'waiting'))
  expect(Math.abs(stopping.x - waiting.x)).toBeLessThan(4)
  expect(Math.abs(stopping.width - waiting.width)).toBeLessThan(6)
  for (const flag of ['stop_asked', 'ended', 'forced']) await expect(inspector.flag(1, flag)).toHaveCount(1)
  expect(await inspector.figure('forced')).toBe(2)
  await expect.poll(() => inspector.figure('live')).toBe(0)
})

test('a prompt that never reached an engine is shown as such', async ({ chat }) => {
  const inspector = new Inspector(chat)
  await inspector.open()
  await chat.newChatsUse(STUBBORN)
  await chat.say('First')
  await chat.writing(40)
  const { open_session_id } = await chat.ask('app:state', null)
  // Both before the engine of the first can be taken away, however slow the machine.
  await chat.page.evaluate(async (session_id) => {
    const { sluice } = window as unknown as { sluice: Bridge }
    const send = (prompt: string) =>
      sluice.request('stream:open', { session_id: session_id as SessionId, prompt })
    await Promise.all([send('Second'), send('Third')])
  }, open_session_id)
  await expect(chat.answers).toHaveCount(3)
  await expect(inspector.row(2)).toContainText('Superseded · never started')
  await chat.writing(20)
  await expect(inspector.row(3)).toContainText('Writing')
  expect(await inspector.figure('discarded')).toBe(1)
})

test('a running bar grows, and its axis stands still until it is outgrown', async ({ chat }) => {
  const inspector = new Inspector(chat)
  await inspector.open()
  await chat.newChatsUse(STEADY)
  await chat.say('Grow')
  await chat.writing(40)
  const drawn = (): Promise<{ axis: string | null; left: number; width: number }> =>
    inspector.groups.first().evaluate((group) => {
      const box = group.querySelector('[data-phase=writing]')?.getBoundingClientRect()
      return {
        axis: group.firstElementChild?.textContent ?? null,
        left: box?.left ?? 0,
        width: box?.width ?? 0,
      }
    })
  let before = await drawn()
  let grew = 0
  const look = async (): Promise<number> => {
    const now = await drawn()
    if (now.axis === before.axis) {
      expect(now.left).toBeCloseTo(before.left, 1)
      expect(now.width).toBeGreaterThanOrEqual(before.width - 0.01)
      if (now.width > before.width) grew++
    }
    before = now
    return grew
  }
  await expect.poll(look, { intervals: [100] }).toBeGreaterThan(8)
})

test('what the gate of the window drops is listed with its reason', async ({ app, chat }) => {
  const inspector = new Inspector(chat)
  await inspector.open()
  await chat.newChatsUse(STEADY)
  await chat.say('First')
  await chat.writing(30)
  const { parts: _parts, status: _status, end: _end, next_seq, ...first } = await running(chat)
  await chat.say('Second')
  await expect(chat.answers).toHaveCount(2)
  const stale = { ...first, type: 'token', content: ' INJECTED ', channel: 'answer', seq: next_seq + 7_000 }
  await inject(app.electronApp, [stale, { ...stale, seq: next_seq + 7_001 }])
  await expect.poll(() => inspector.figure('dropped')).toBeGreaterThanOrEqual(2)
  await inspector.unfold(1)
  await expect(inspector.row(1)).toContainText(`seq ${next_seq + 7_000}, token: of an older stream`)
  await expect(inspector.row(1)).toContainText(`seq ${next_seq + 7_001}, token: of an older stream`)
  await expect(chat.page.getByText('INJECTED')).toHaveCount(0)
})

test('what an engine sends after the end is counted where main drops it', async ({ chat }) => {
  const inspector = new Inspector(chat)
  await inspector.open()
  await supersede(chat, 'late-tokens?rate=200')
  await expect.poll(() => inspector.figure('late')).toBeGreaterThan(0)
  await inspector.unfold(1)
  await expect(inspector.row(1)).toContainText(/in main\d+: the engine wrote after the end/)
})

test('the events of an answer are listed as they come, the newest in sight', async ({ chat }) => {
  const inspector = new Inspector(chat)
  await inspector.open()
  await chat.newChatsUse(STEADY)
  await chat.say('List them')
  await chat.writing(40)
  await inspector.unfold(1)
  const table = inspector.panel.getByRole('table')
  // The list follows its newest row; the panel is the reader's to scroll.
  await inspector.panel.getByRole('region', { name: 'Events' }).scrollIntoViewIfNeeded()
  const last = async (): Promise<number> =>
    Number(await table.getByRole('row').last().getByRole('cell').first().textContent())
  const before = await last()
  await expect.poll(last, { intervals: [100] }).toBeGreaterThan(before + 50)
  await expect(table.getByRole('row').last()).toBeInViewport()
  expect(await table.getByRole('row').count()).toBeLessThan(40)
})

test('the report is copied, and holds nothing of what was written', async ({ app, chat }) => {
  const inspector = new Inspector(chat)
  await chat.newChatsUse(STUBBORN)
  await chat.say('PLANTED-PROMPT')
  await chat.writing(60)
  await chat.message.press('Escape')
  await inspector.open()
  await expect(inspector.row(1)).toContainText('Stopped · forced')
  await inspector.panel.getByRole('button', { name: 'Copy as report' }).click()
  await expect(inspector.panel.getByRole('button', { name: 'Copied' })).toBeVisible()
  const copied = (): Promise<string> => app.electronApp.evaluate(({ clipboard }) => clipboard.readText())
  await expect.poll(copied).toContain('# Streams of one chat')
  const report = await copied()
  expect(report).toContain('Stopped · forced')
  const [word] = await chat.drawnWords(chat.lastAnswer)
  expect(word).toBe('Simulated')
  expect(report).not.toMatch(/PLANTED|Simulated/)
})

test('eight answers at once: it draws a few times a second, with a few hundred elements', async ({
  chat,
}) => {
  const inspector = new Inspector(chat)
  await chat.newChatsUse('normal?rate=2000&length=1000000&first_ms=20')
  for (let n = 1; n <= 8; n++) {
    await chat.newChat()
    await chat.say(`Answer ${n}`)
    await chat.writing(20)
  }
  await inspector.open()
  await inspector.unfold(1)
  const seen = await inspector.panel.evaluate(async (panel) => {
    const seconds = 3
    const longTasks: number[] = []
    const watch = new PerformanceObserver((list) =>
      longTasks.push(...list.getEntries().map((one) => one.duration)),
    )
    watch.observe({ entryTypes: ['longtask'] })
    let drawings = 0
    const changes = new MutationObserver(() => drawings++)
    changes.observe(panel, { subtree: true, childList: true, attributes: true, characterData: true })
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
    watch.disconnect()
    changes.disconnect()
    return { per_second: drawings / seconds, longTasks, elements: panel.querySelectorAll('*').length }
  })
  process.stdout.write(`inspector with eight answers: ${JSON.stringify(seen)}\n`)
  expect(seen.per_second).toBeGreaterThan(1)
  // Seven pieces of news and three looks at the clock, and room for a machine that bunches them.
  expect(seen.per_second).toBeLessThan(15)
  expect(seen.elements).toBeLessThan(500)
})

test('on a middling window it lies over the page with its own Stop, on a narrow one it covers it', async ({
  chat,
}) => {
  const { page } = chat
  const inspector = new Inspector(chat)
  await chat.newChatsUse(STEADY)
  await chat.say('Keep going')
  await chat.writing(40)
  await page.setViewportSize({ width: 900, height: 760 })
  await inspector.open()
  await picture(page, 'inspector-over')
  expect(await axeFaults(page)).toEqual([])
  await page.setViewportSize({ width: 600, height: 760 })
  expect((await boxOf(inspector.panel)).width).toBe(600)
  await picture(page, 'inspector-narrow')
  expect(await axeFaults(page)).toEqual([])
  await page.locator('[data-place]').getByRole('button', { name: 'Stop', exact: true }).click()
  await chat.ended(chat.lastAnswer, 'stopped')
  await inspector.panel.getByRole('button', { name: 'Close the inspector' }).click()
  await expect(chat.message).toBeVisible()
})

test('it looks right and reads right in light, dark, high contrast and forced colours', async ({ chat }) => {
  const { page } = chat
  const inspector = new Inspector(chat)
  await chat.ask('settings:set', { theme: 'light' })
  await inspector.open()
  await picture(page, 'inspector-empty')
  expect(await axeFaults(page)).toEqual([])
  await supersede(chat, STUBBORN)
  await chat.message.press('Escape')
  await expect(inspector.row(2)).toContainText('Stopped · forced')
  for (const theme of ['light', 'dark'] as const) {
    await chat.ask('settings:set', { theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    await picture(page, `inspector-${theme}`)
    expect(await axeFaults(page)).toEqual([])
  }
  await inspector.unfold(1)
  await picture(page, 'inspector-details')
  expect(await axeFaults(page)).toEqual([])
  await page.emulateMedia({ contrast: 'more' })
  await picture(page, 'inspector-contrast')
  expect(await axeFaults(page)).toEqual([])
  await page.emulateMedia({ contrast: 'no-preference', forcedColors: 'active' })
  await picture(page, 'inspector-forced-colours')
})
