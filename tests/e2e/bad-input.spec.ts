import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './support/watched-app.ts'

const SHORT = 'normal?rate=400&length=30&first_ms=20'
const MIB = 1024 * 1024

/** Fills the field as a paste does: typing a megabyte key by key is nobody's way. */
async function paste(page: import('@playwright/test').Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill(text)
}

test('an empty prompt cannot be sent', async ({ chat }) => {
  await expect(chat.send).toBeDisabled()
  await chat.message.fill('   \n  ')
  await expect(chat.send).toBeDisabled()
  await chat.message.press('Enter')
  await expect(chat.answers).toHaveCount(0)
})

test('a prompt of 1 MiB is accepted, and the window stays usable', async ({ chat }) => {
  await chat.newChatsUse(SHORT)
  await paste(chat.page, 'word '.repeat(MIB / 5))
  const frame_ms = await chat.page.evaluate(async () => {
    const button = [...document.querySelectorAll('button')].find((one) => one.textContent?.startsWith('Send'))
    button?.click()
    let longest = 0
    let before = performance.now()
    for (let i = 0; i < 60; i++) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const now = performance.now()
      longest = Math.max(longest, now - before)
      before = now
    }
    return longest
  })
  console.log(`longest frame while a prompt of 1 MiB is sent: ${Math.round(frame_ms)} ms`)
  await chat.ended(chat.lastAnswer, 'success')
  await expect(chat.prompts.last().getByRole('button', { name: /Show all/ })).toBeVisible()
  expect(frame_ms).toBeLessThan(2_000)
})

test('a prompt above 4 MiB is refused with its size, and stays in the composer', async ({ chat }) => {
  await chat.newChatsUse(SHORT)
  await paste(chat.page, 'x'.repeat(4 * MIB + 100_000))
  await chat.send.click()
  await expect(chat.page.getByRole('alert')).toContainText(/4\.1 MiB.*4\.0 MiB/)
  expect((await chat.message.inputValue()).length).toBe(4 * MIB + 100_000)
  await expect(chat.answers).toHaveCount(0)
})

test('messages of the wrong shape are refused and logged, and change nothing', async ({
  chat,
  userDataDir,
}) => {
  const before = await chat.ask('app:state', null)
  const junk: [string, unknown][] = [
    ['stream:open', { session_id: 7, prompt: 'x' }],
    ['stream:open', { session_id: 'a', prompt: 'x', extra: true }],
    ['session:rename', { session_id: '../../etc', title: 'x' }],
    ['session:delete', null],
    ['settings:set', { theme: 'pink' }],
    ['settings:set', JSON.parse('{"__proto__": {"polluted": true}, "theme": 3}')],
    ['connection:add', { kind: 'simulator', name: '', url: '' }],
    ['stream:stop', 'all'],
    ['link:open', { url: 'x'.repeat(10_000) }],
  ]
  for (const [name, input] of junk) {
    const refused = await chat.ask(name as never, input as never).then(
      () => 'accepted',
      (error: Error) => error.message,
    )
    expect(refused, name).toContain('refused: wrong shape')
  }
  await expect(chat.ask('nobody:home' as never, null as never)).rejects.toThrow(/unknown request/)
  const after = await chat.ask('app:state', null)
  expect({ ...after, recovery: null }).toEqual({ ...before, recovery: null })
  const log = join(userDataDir, 'logs/sluice.log')
  await expect.poll(() => readFileSync(log, 'utf8').split('"ipc_refused"').length - 1).toBe(junk.length)
  expect(readFileSync(log, 'utf8')).not.toContain('polluted')
})

test('a sentence from main about a chat that is gone is shown, not swallowed', async ({ chat }) => {
  const reply = await chat.ask('stream:open', { session_id: 'no-such-session' as never, prompt: 'Hello' })
  expect(reply).toEqual({ refused: expect.stringContaining('does not exist') })
})
