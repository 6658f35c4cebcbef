import type { Page } from '@playwright/test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HEAVY_TEXTS, reachingTexts } from './support/hostile-texts.ts'
import { ARTIFACTS, expect, test as base } from './support/watched-app.ts'
import { WrittenAnswers } from './support/written-answers.ts'

const test = base.extend<{ answers: WrittenAnswers }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, also for nothing
  answers: async ({}, provide) => {
    const answers = await WrittenAnswers.start()
    await provide(answers)
    await answers.close()
  },
})

/** What an answer may not bring into the page. */
function intruders(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    if (Reflect.get(window, 'ran') !== undefined) found.push('a script ran')
    for (const article of document.querySelectorAll('article[data-role=assistant]')) {
      const loading =
        'img, iframe, object, embed, video, audio, source, link, style, script, form, meta, base, image'
      for (const element of article.querySelectorAll(loading)) found.push(element.outerHTML.slice(0, 100))
      for (const element of article.querySelectorAll('*')) {
        for (const { name, value } of element.attributes) {
          if (name.startsWith('on')) found.push(`${name}=${value}`)
          if (/href|src|action/.test(name) && !/^(?:https?|mailto):/.test(value))
            found.push(`${name}=${value}`)
        }
      }
    }
    return found
  })
}

test('nothing in an answer runs, and nothing reaches out', async ({ answers, app, chat }) => {
  const { page } = chat
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  await answers.serve(chat)
  const texts = reachingTexts(answers.url)
  for (const [name, text] of Object.entries(texts)) {
    answers.write(name, { text, piece_chars: 40, piece_ms: 1 })
    await chat.say(name)
    // Its answer is there with it; until then the last one is that before.
    await expect(chat.prompts.last()).toContainText(name)
    await chat.ended(chat.lastAnswer, 'success')
    // Pointed at, focused and walked through: what prefetches on hover would do it now.
    for (const link of await chat.lastAnswer.locator('a').all()) {
      await link.hover()
      await link.focus()
    }
    expect(await intruders(page), name).toEqual([])
  }
  // Prompts and answers; those near what is read are drawn.
  await expect(chat.lastAnswer).toHaveAttribute('aria-setsize', String(2 * Object.keys(texts).length))
  expect(answers.beacons).toEqual([])
  expect(requests.filter((url) => new URL(url).origin !== new URL(page.url()).origin)).toEqual([])
  expect(app.output()).not.toContain('request_blocked')
})

interface Figures {
  longest_ms: number
  over_100_ms: number
}

/** Notes the page's long tasks from here on. */
async function watchTasks(page: Page): Promise<() => Promise<Figures>> {
  await page.evaluate(() => {
    const tasks: number[] = []
    Reflect.set(window, 'longTasks', tasks)
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({
      type: 'longtask',
    })
  })
  return () =>
    page.evaluate(async () => {
      for (let n = 0; n < 3; n++) await new Promise((resolve) => requestAnimationFrame(resolve))
      const tasks = (Reflect.get(window, 'longTasks') as number[]).splice(0)
      return {
        longest_ms: Math.round(Math.max(0, ...tasks)),
        over_100_ms: tasks.filter((ms) => ms > 100).length,
      }
    })
}

test('what is long, deep or slow to read never freezes the page, and is copied exactly', async ({
  answers,
  app,
  chat,
}) => {
  test.setTimeout(600_000)
  const { page } = chat
  await page.setViewportSize({ width: 1_000, height: 800 })
  await answers.serve(chat)
  const figures = await watchTasks(page)
  const rows: Record<string, Figures> = {}
  for (const [name, text] of Object.entries(HEAVY_TEXTS)) {
    await chat.newChat()
    answers.write(name, { text, piece_chars: 16_384, piece_ms: 15 })
    await chat.say(name)
    await expect(chat.lastAnswer).toHaveAttribute('data-state', 'success', { timeout: 60_000 })
    rows[name] = await figures()
    // The window still listens.
    await chat.message.fill('still here')
    await expect(chat.message).toHaveValue('still here')
    await chat.message.fill('')
    expect(await intruders(page), name).toEqual([])
    await chat.lastAnswer.getByRole('button', { name: 'Copy', exact: true }).click()
    await expect
      .poll(() => app.electronApp.evaluate(({ clipboard }) => clipboard.readText()), { message: name })
      .toBe(text)
    await figures()
  }
  mkdirSync(ARTIFACTS, { recursive: true })
  writeFileSync(join(ARTIFACTS, 'hostile-answers.json'), JSON.stringify(rows, null, 2))
  console.table(rows)
  expect(Object.keys(rows)).toHaveLength(Object.keys(HEAVY_TEXTS).length)
})
