import { expect, test } from './support/watched-app.ts'

const STEADY = 'normal?rate=100&length=100000&first_ms=20'

test('the whole job by keyboard alone: write, send, stop, new chat, switch, settings', async ({ chat }) => {
  const { page } = chat
  await chat.newChatsUse(STEADY)
  await expect(chat.message).toBeFocused()
  await page.keyboard.type('Line one')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('line two')
  await expect(chat.message).toHaveValue('Line one\nline two')
  await page.keyboard.press('Enter')
  await expect(chat.prompts.last()).toContainText('line two')
  await chat.writing(20)
  await page.keyboard.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
  await expect(chat.message).toBeFocused()
  await page.keyboard.press('Control+n')
  await expect(chat.answers).toHaveCount(0)
  await page.keyboard.type('Second chat')
  await page.keyboard.press('Enter')
  await chat.writing(20)
  await page.keyboard.press('Control+ArrowDown')
  await expect(chat.prompts).toHaveText([/Line one/])
  await page.keyboard.press('Control+,')
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('Esc closes what is on top first, and stops only then', async ({ chat }) => {
  const { page } = chat
  await chat.newChatsUse(STEADY)
  await chat.say('Keep going')
  await chat.writing(20)
  await page.getByRole('button', { name: /^Model:/ }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)
  await expect(chat.stop).toBeVisible()
  await page.keyboard.press('Control+,')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(chat.stop).toBeVisible()
  await page.keyboard.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
})

test('while a word is being composed (IME) Enter does not send and Esc does not stop', async ({ chat }) => {
  const { page } = chat
  await chat.newChatsUse(STEADY)
  await chat.say('Running')
  await chat.writing(20)
  await chat.message.focus()
  const composing = async (key: string): Promise<void> => {
    await chat.message.evaluate((field, pressed) => {
      const init = { key: pressed, bubbles: true, cancelable: true, isComposing: true, keyCode: 229 }
      field.dispatchEvent(new KeyboardEvent('keydown', init))
    }, key)
  }
  await chat.message.fill('にほん')
  await composing('Enter')
  await composing('Escape')
  await expect(chat.message).toHaveValue('にほん')
  await expect(chat.prompts).toHaveCount(1)
  await expect(chat.stop).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(chat.prompts).toHaveCount(2)
})

test('with a draft a smaller Send stands beside Stop and says what it does', async ({ chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('First')
  await chat.writing(20)
  const both = chat.page.getByRole('button', { name: 'Stop this answer and send' })
  await expect(both).toHaveCount(0)
  await chat.message.fill('Second')
  await both.click()
  await chat.ended(chat.answers.first(), 'superseded')
  await expect(chat.answers).toHaveCount(2)
})

test('the reader who scrolls up is left alone, and can jump to the latest', async ({ chat }) => {
  const { page } = chat
  await chat.newChatsUse('normal?rate=400&length=100000&first_ms=20')
  await chat.say('A long answer')
  await chat.writing(4_000)
  await page.mouse.move(700, 400)
  await page.mouse.wheel(0, -600)
  const jump = page.getByRole('button', { name: /Jump to latest/ })
  await expect(jump).toBeVisible()
  const top = () => chat.lastAnswer.evaluate((answer) => answer.getBoundingClientRect().top)
  const before = await top()
  const length = (await chat.drawnWords(chat.lastAnswer)).length
  await expect.poll(async () => (await chat.drawnWords(chat.lastAnswer)).length).toBeGreaterThan(length + 200)
  expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(1)
  await jump.click()
  await expect(jump).toBeHidden()
})

test('start and end are announced, tokens are not', async ({ chat }) => {
  await chat.newChatsUse('normal?rate=200&length=60&first_ms=200')
  const live = chat.page.locator('[aria-live=polite], [role=status]').filter({ hasText: /./ })
  const heard: string[] = []
  await chat.page.exposeFunction('heard', (text: string) => heard.push(text))
  await chat.page.evaluate(() => {
    const report = Reflect.get(window, 'heard') as (text: string) => void
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement
        const region = element?.closest('[aria-live], [role=status]')
        if (region?.textContent) report(region.textContent)
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  await chat.say('Announce it')
  await chat.ended(chat.lastAnswer, 'success')
  await expect(live.first()).toContainText(/Answer complete/)
  expect(heard.some((text) => /Answering/.test(text))).toBe(true)
  expect(heard.filter((text) => /Simulated answer/.test(text))).toEqual([])
})
