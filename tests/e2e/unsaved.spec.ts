import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expectOwnText } from './support/chat-page.ts'
import { expect, test } from './support/watched-app.ts'

const PROMPT = 'Refused by the disk'
const MODEL = 'normal?rate=200&length=4000&first_ms=20'

test('an answer that is not saved outlives Quit and the last window; saved, the app leaves by itself', async ({
  app,
  chat,
  start,
  userDataDir,
}) => {
  await chat.newChatsUse(MODEL)
  await chat.say(PROMPT)
  await chat.writing(200)
  // Another program holds the chats, as a backup program may: nothing can be saved.
  const holder = new DatabaseSync(join(userDataDir, 'sluice.db'))
  holder.exec('BEGIN IMMEDIATE')
  await chat.writing(1_000)
  await chat.stop.click()
  await chat.ended(chat.lastAnswer, 'stopped')
  const shown = await chat.drawnWords(chat.lastAnswer)
  await expect(chat.page.getByText(/One answer could not be saved/)).toBeVisible({ timeout: 20_000 })

  await app.electronApp.evaluate(({ dialog, Menu }) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    dialog.showMessageBox = (...args: unknown[]) => {
      asked.push((args.at(-1) as { message: string }).message)
      return Promise.resolve({ response: 1, checkboxChecked: false })
    }
    Menu.getApplicationMenu()?.getMenuItemById('quit')?.click()
  })
  const asked = (): Promise<unknown> => app.electronApp.evaluate(() => Reflect.get(globalThis, 'asked'))
  await expect.poll(asked).toEqual(['One answer is not saved yet.'])
  await expect(chat.lastAnswer).toBeVisible()

  const gone = once(app.electronApp.process(), 'exit')
  await chat.page.close()
  const windows = () => app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  await expect.poll(windows).toBe(0)
  holder.exec('ROLLBACK')
  holder.close()
  await gone

  const again = (await start()).chat
  await again.ended(again.lastAnswer, 'stopped')
  const kept = await again.drawnWords(again.lastAnswer)
  expect(kept).toEqual(shown)
  expectOwnText(kept, PROMPT, MODEL)
})
