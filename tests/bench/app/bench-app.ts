import { resolve } from 'node:path'
import type { Page } from '@playwright/test'
import type { LaunchedApp } from '../../host/fixture.ts'
import { launchApp } from '../../host/fixture.ts'
import { ChatPage } from '../../e2e/support/chat-page.ts'

export const ROOT = resolve(import.meta.dirname, '../../..')

/** The built app on fresh data, for as long as `measure` runs. */
export async function withApp<Result>(
  userDataDir: string,
  measure: (chat: ChatPage, app: LaunchedApp) => Promise<Result>,
): Promise<Result> {
  const app = await launchApp({ root: ROOT, userDataDir })
  try {
    const chat = new ChatPage(app.page)
    await chat.message.waitFor()
    return await measure(chat, app)
  } finally {
    await app.close()
  }
}

/** Types a letter into the composer and waits until it is seen there. */
export async function typeLetter(page: Page): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Message', exact: true })
  // What was typed in the round before is a draft by now.
  const before = (await field.inputValue()).length
  await field.press('x')
  await page.waitForFunction(
    (chars) => document.querySelector('textarea')?.value.length === chars,
    before + 1,
  )
}

/** How long a frame lasts in this page while it is idle: the median of 60. */
export async function frameLength(chat: ChatPage): Promise<number> {
  const frames = await chat.page.evaluate(async () => {
    const lengths: number[] = []
    const next = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
    let before = await next()
    for (let count = 0; count < 60; count++) {
      const now = await next()
      lengths.push(now - before)
      before = now
    }
    return lengths.toSorted((a, b) => a - b)
  })
  return frames[30] ?? Number.NaN
}
