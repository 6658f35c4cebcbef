import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hostExecutable, launchOptions, loaded } from '../host/fixture.ts'
import { expectOwnText } from './support/chat-page.ts'
import { expect, test } from './support/watched-app.ts'
import { QUIT_WITHIN_MS, killed, quit } from './support/ends.ts'

const STEADY = 'normal?rate=100&length=100000&first_ms=50'

/** The engine processes the app wrote down in its log, by pid. */
function enginePids(userDataDir: string): number[] {
  const lines = readFileSync(join(userDataDir, 'logs/sluice.log'), 'utf8').trim().split('\n')
  const spawned = lines.map((line) => JSON.parse(line) as { event: string; pid?: number })
  return spawned.flatMap(({ event, pid }) => (event === 'engine_spawn' && pid ? [pid] : []))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('a reload in the middle of an answer loses nothing of it', async ({ chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('Go on while I reload')
  await chat.writing(100)
  await chat.page.reload()
  await loaded(chat.page)
  await chat.writing(300)
  await chat.message.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
  expectOwnText(await chat.drawnWords(chat.lastAnswer), 'Go on while I reload', STEADY)
})

test('a renderer that crashes in the middle of an answer comes back with it', async ({ app, chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('Go on while the page crashes')
  await chat.writing(100)
  const reloaded = app.electronApp.evaluate(
    ({ BrowserWindow }) =>
      new Promise<boolean>((resolve) => {
        const [window] = BrowserWindow.getAllWindows()
        window?.webContents.once('did-finish-load', () => resolve(true))
        window?.webContents.forcefullyCrashRenderer()
      }),
  )
  expect(await reloaded).toBe(true)
  const drawn = await app.electronApp.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const drawn = `new Promise((resolve) => {
      const look = () => {
        const length = document.querySelector('article[data-role=assistant]')?.textContent.length ?? 0
        if (length > 300) resolve(length)
      }
      new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
      look()
    })`
    return (await window?.webContents.executeJavaScript(drawn)) as number
  })
  expect(drawn).toBeGreaterThan(300)
})

test('the last window closes, the answer goes on, and a second launch shows it', async ({
  app,
  chat,
  userDataDir,
}) => {
  // Without an end: with its last word the app would leave, and the second launch be the first.
  await chat.newChatsUse(STEADY)
  await chat.say('Go on without a window')
  await chat.writing(100)
  const { length } = (await chat.drawnWords(chat.lastAnswer)).join(' ')
  await chat.page.close()
  const windows = () => app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  await expect.poll(windows).toBe(0)
  const reopened = app.electronApp.waitForEvent('window')
  const { args = [], cwd } = launchOptions(join(import.meta.dirname, '../..'), userDataDir)
  const second = spawn(hostExecutable(), args, { cwd, stdio: 'ignore' })
  const [code] = (await once(second, 'exit')) as [number]
  expect(code).toBe(0)
  const again = app.watch(await loaded(await reopened))
  await again.writing(length + 300)
  await again.message.press('Escape')
  await again.ended(again.lastAnswer, 'stopped')
  expectOwnText(await again.drawnWords(again.lastAnswer), 'Go on without a window', STEADY)
})

test('without a window and with every answer written the app leaves by itself', async ({ app, chat }) => {
  await chat.newChatsUse('normal?rate=400&length=200&first_ms=50')
  await chat.say('The last words')
  await chat.writing(20)
  const gone = once(app.electronApp.process(), 'exit')
  await chat.page.close()
  await gone
})

test('a second launch brings the window to the front and leaves', async ({ app, chat, userDataDir }) => {
  await expect(chat.message).toBeVisible()
  const { args = [], cwd } = launchOptions(join(import.meta.dirname, '../..'), userDataDir)
  const second = spawn(hostExecutable(), args, { cwd, stdio: 'ignore' })
  const [code] = (await once(second, 'exit')) as [number]
  expect(code).toBe(0)
  expect(await app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

for (const mode of ['normal?rate=100&length=100000', 'ignores-cancel', 'blocked-loop?rate=400']) {
  test(`quitting during an answer of “${mode}” leaves nothing behind within 3 s`, async ({
    app,
    chat,
    userDataDir,
  }) => {
    await chat.newChatsUse(mode)
    await chat.say('Still talking')
    await chat.writing(10)
    const took_ms = await quit(app)
    console.log(`quit, ${mode}: ${Math.round(took_ms)} ms`)
    expect(took_ms).toBeLessThan(QUIT_WITHIN_MS)
    const pids = enginePids(userDataDir)
    expect(pids.length).toBeGreaterThan(0)
    expect(pids.filter(isAlive)).toEqual([])
  })
}

test('after quitting and starting again every chat is there, the running one as interrupted', async ({
  app,
  chat,
  start,
}) => {
  await chat.newChatsUse('normal?rate=400&length=60&first_ms=20')
  await chat.say('Finished chat')
  await chat.ended(chat.lastAnswer, 'success')
  await chat.newChatsUse(STEADY)
  await chat.newChat()
  await chat.say('Running chat')
  await chat.writing(100)
  await quit(app)
  const { chat: again } = await start()
  await expect(again.sessions).toHaveCount(2)
  await expect(again.prompts).toHaveText([/Running chat/])
  await again.ended(again.lastAnswer, 'interrupted')
  await expect(again.lastAnswer).toContainText('Interrupted: the app was closed')
  expectOwnText(await again.drawnWords(again.lastAnswer), 'Running chat', STEADY)
  await again.sessions.filter({ hasText: 'Finished chat' }).click()
  await again.ended(again.lastAnswer, 'success')
})

test('after a kill -9 of the app the partial answer is found as interrupted', async ({
  app,
  chat,
  start,
  userDataDir,
}) => {
  await chat.newChatsUse(STEADY)
  await chat.say('Killed in the middle')
  await chat.writing(300)
  await killed(app)
  await expect.poll(() => enginePids(userDataDir).filter(isAlive)).toEqual([])
  const { chat: again } = await start()
  await again.ended(again.lastAnswer, 'interrupted')
  const words = await again.drawnWords(again.lastAnswer)
  expect(words.length).toBeGreaterThan(30)
  expectOwnText(words, 'Killed in the middle', STEADY)
})

test('a second request to quit does not wait for the first', async ({ app, chat, userDataDir }) => {
  await chat.newChatsUse('blocked-loop?rate=400')
  await chat.say('Holding on')
  await chat.writing(10)
  const gone = once(app.electronApp.process(), 'exit')
  void app.electronApp
    .evaluate(({ app: electron }) => {
      electron.quit()
      electron.quit()
    })
    .catch(() => {})
  const from = performance.now()
  await gone
  console.log(`quit, asked twice: ${Math.round(performance.now() - from)} ms`)
  expect(enginePids(userDataDir).filter(isAlive)).toEqual([])
  expect(readFileSync(join(userDataDir, 'logs/sluice.log'), 'utf8')).toContain('asked twice')
})

test('closing the only window while nothing runs ends the app', async ({ app, chat }) => {
  await expect(chat.message).toBeVisible()
  const gone = once(app.electronApp.process(), 'exit')
  await chat.page.close()
  await gone
})

for (const way of ['quitting', 'closing the window']) {
  test(`after ${way} the window comes back where it was`, async ({ app, start }) => {
    const bounds = { x: 40, y: 30, width: 900, height: 700 }
    await app.electronApp.evaluate(({ BrowserWindow }, wanted) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(wanted)
    }, bounds)
    if (way === 'quitting') await quit(app)
    else {
      const gone = once(app.electronApp.process(), 'exit')
      await app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
      await gone
    }
    const { electronApp } = await start()
    const found = await electronApp.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
    )
    expect(found).toMatchObject({ width: bounds.width, height: bounds.height })
  })
}
