import { once } from 'node:events'
import type { Bridge } from '../../src/shared/ipc-contract.ts'
import type { ChatPage } from './support/chat-page.ts'
import { expect, picture, test } from './support/watched-app.ts'
import { killed } from './support/ends.ts'

const SHORT = 'normal?rate=400&length=30&first_ms=20'
const KILLS = 3
const MEGABYTE = 1024 * 1024

async function keptForNewChat(chat: ChatPage, text: string): Promise<void> {
  await expect.poll(async () => (await chat.ask('app:state', null)).new_chat_draft).toBe(text)
}

test('a kill -9 in the middle of typing loses at most the last second of it', async ({ start }) => {
  let kept = ''
  const lost_ms: number[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    const app = await start()
    const { chat } = app
    await expect(chat.message).toHaveValue(kept)
    await chat.message.press('End')
    // A beginning that is known to be saved, and then typing without a rest until the kill.
    await chat.message.pressSequentially('saved ')
    const saved = `${kept}saved `
    await keptForNewChat(chat, saved)
    const typed_at: number[] = []
    let typed = saved
    for (let key = 0; key < 30 + 7 * kill; key++) {
      await chat.message.press('x')
      typed += 'x'
      typed_at.push(performance.now())
    }
    const killed_at = performance.now()
    await killed(app)
    const next = await start()
    const { chat: again } = next
    await expect(again.page.getByText('Sluice was not closed properly.')).toBeVisible()
    kept = await again.message.inputValue()
    expect(kept.startsWith(saved)).toBe(true)
    expect(typed.startsWith(kept)).toBe(true)
    const first_lost = typed_at[kept.length - saved.length]
    lost_ms.push(first_lost === undefined ? 0 : killed_at - first_lost)
    await next.close()
  }
  console.log(`typing lost by kill -9: ${lost_ms.map((ms) => `${Math.round(ms)} ms`).join(', ')}`)
})

test('drafts are there after quitting and after closing the window, however soon; a sent one is gone', async ({
  start,
}) => {
  const app = await start()
  const { chat } = app
  await chat.newChatsUse(SHORT)
  await chat.say('A chat of its own')
  await chat.ended(chat.lastAnswer, 'success')
  await expect(chat.message).toHaveValue('')
  await chat.message.fill('half a thought')
  await chat.newChat()
  await chat.message.fill('for a chat to come')
  const gone = once(app.electronApp.process(), 'exit')
  await app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await gone

  const second = await start()
  await expect(second.chat.message).toHaveValue('for a chat to come')
  await picture(second.chat.page, 'draft-kept-light')
  await second.chat.message.fill('for a chat to come, typed on')
  await second.electronApp.evaluate(({ app: electron }) => electron.quit()).catch(() => {})
  await second.close()

  const { chat: last } = await start()
  await expect(last.message).toHaveValue('for a chat to come, typed on')
  await last.sessions.first().click()
  await expect(last.message).toHaveValue('half a thought')
  await last.message.press('Enter')
  await expect(last.prompts).toHaveCount(2)
  await last.ended(last.lastAnswer, 'success')
  const { sessions } = await last.ask('app:state', null)
  const session_id = sessions[0]!.session_id
  await expect.poll(async () => (await last.ask('session:load', { session_id }))?.details.draft).toBe('')
})

test('a draft of a megabyte is kept, and a keystroke in it costs what it costs in a bare field', async ({
  start,
}) => {
  const app = await start()
  const { chat } = app
  const long = 'A line of text that is pasted over and over again.\n'.repeat(MEGABYTE / 51)
  // As a paste does it: Playwright's own way writes every letter into its report.
  await chat.message.evaluate((field: HTMLTextAreaElement, text) => {
    field.setRangeText(text)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }, long)
  const keystroke_ms = await chat.page.evaluate((text) => {
    const bare = document.createElement('textarea')
    document.body.append(bare)
    bare.value = text
    const field = document.querySelector('textarea')
    const median = (one: HTMLTextAreaElement | null): number => {
      const lasted = Array.from({ length: 11 }, () => {
        const from = performance.now()
        one?.setRangeText('x', 0, 0, 'end')
        one?.dispatchEvent(new Event('input', { bubbles: true }))
        return performance.now() - from
      })
      return lasted.toSorted((a, b) => a - b)[5] ?? Number.NaN
    }
    const medians = { here: median(field), bare: median(bare) }
    bare.remove()
    return medians
  }, long)
  const { here, bare } = keystroke_ms
  console.log(`a keystroke in 1 MiB: ${here.toFixed(1)} ms; in a bare field: ${bare.toFixed(1)} ms`)
  const kept = (): Promise<number> =>
    chat.page.evaluate(async () => {
      const { sluice } = window as unknown as { sluice: Bridge }
      return (await sluice.request('app:state', null)).new_chat_draft.length
    })
  await expect.poll(kept, { intervals: [500, 1_000, 2_000], timeout: 30_000 }).toBe(long.length + 11)
  await app.close()
  const { chat: again } = await start()
  const length = (): Promise<number> =>
    again.message.evaluate((field: HTMLTextAreaElement) => field.value.length)
  await expect.poll(length).toBe(long.length + 11)
})
