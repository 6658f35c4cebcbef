import { expectOwnText } from './support/chat-page.ts'
import { expect, test } from './support/watched-app.ts'

const STEADY = 'normal?rate=200&length=400&first_ms=50'

test('what is written while the window is hidden is all there when it is shown', async ({ app, chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('Go on while I do not look')
  await chat.writing(20)
  await app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  // Main knows when it is over, also while the page may rest.
  const idle = async (): Promise<boolean> => {
    const { sessions } = await chat.ask('app:state', null)
    return sessions.every(({ activity }) => activity === 'idle')
  }
  await expect.poll(idle, { timeout: 60_000 }).toBe(true)
  await app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show())
  await chat.ended(chat.lastAnswer, 'success')
  expectOwnText(await chat.drawnWords(chat.lastAnswer), 'Go on while I do not look', STEADY)
})
