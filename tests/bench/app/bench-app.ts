import { resolve } from 'node:path'
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
