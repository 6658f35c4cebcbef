import { expect, test } from '/work/main/tests/e2e/support/watched-app.ts'
import { createServer } from 'node:http'
const LONG = 'qwen3-coder-' + 'x'.repeat(50) + '-instruct-abliterated-uncensored-GGUF-Q4_K_M-imatrix-v2-' + 'y'.repeat(10)
const shot = (page: any, name: string) => page.screenshot({ path: `/tmp/w/${name}.png` })

test('long model name', async ({ chat, app }) => {
  expect(LONG.length).toBeGreaterThanOrEqual(120)
  const server = createServer((req, res) => {
    if (req.url?.startsWith('/v1/models')) { res.setHeader('content-type', 'application/json'); res.end(JSON.stringify({ object: 'list', data: [{ id: LONG, object: 'model' }] })) }
    else if (req.url?.includes('chat/completions')) {
      res.setHeader('content-type', 'text/event-stream')
      res.write(`data: ${JSON.stringify({ choices: [{ delta: { content: 'Hello from a server with a very long model name.' } }] })}\n\n`)
      setTimeout(() => { res.write(`data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`); res.end() }, 1500)
    } else { res.statusCode = 404; res.end() }
  })
  await new Promise<void>((r) => server.listen(0, '127.0.0.1', r))
  const port = (server.address() as any).port
  const made = await chat.ask('connection:add', { kind: 'openai-compatible', name: 'A server', url: `http://127.0.0.1:${port}/v1`, key: 'secret' } as any) as any
  await chat.ask('settings:set', { default_model: { connection_id: made.connection_id, model: LONG } } as any)
  await chat.page.waitForTimeout(500)
  const widths: any = {}
  for (const w of [640, 1180]) {
    await chat.page.setViewportSize({ width: w, height: 720 })
    await chat.newChat().catch(() => {})
    await shot(chat.page, `empty-${w}`)
    widths[`empty${w}`] = await chat.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth, [...document.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5).map((e) => e.tagName + '.' + e.className).slice(0, 8)])
    await chat.say('Hi there')
    await chat.page.waitForTimeout(800)
    await shot(chat.page, `running-${w}`)
    widths[`run${w}`] = await chat.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth, [...document.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5).map((e) => e.tagName + '.' + e.className).slice(0, 8)])
    await chat.ended(chat.lastAnswer, 'success')
    await shot(chat.page, `ended-${w}`)
    widths[`end${w}`] = await chat.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth, [...document.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5).map((e) => e.tagName + '.' + e.className).slice(0, 8)])
    await chat.page.getByRole('button', { name: /^Model:/ }).click()
    await chat.page.waitForTimeout(200)
    await shot(chat.page, `menu-${w}`)
    await chat.page.keyboard.press('Escape')
  }
  console.log(JSON.stringify(widths, null, 1))
  await chat.page.getByRole('button', { name: /^Model:/ }).click()
  await chat.page.getByRole('menuitem', { name: 'Add or edit connections' }).click()
  await chat.page.getByRole('button', { name: 'Edit A server' }).click()
  await chat.page.getByLabel('Address').fill('https://other.example.org/v1')
  await shot(chat.page, 'form')
  server.closeAllConnections(); server.close()
})

test('sidebar without hover', async ({ chat }) => {
  await chat.page.setViewportSize({ width: 1180, height: 720 })
  const session = await chat.page.context().newCDPSession(chat.page)
  await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'hover', value: 'none' }, { name: 'any-hover', value: 'none' }, { name: 'pointer', value: 'coarse' }] })
  await chat.newChatsUse('normal?rate=100&length=100000&first_ms=20')
  await chat.say('A long title of a chat in the background that has to be cut')
  await chat.writing(50)
  await chat.newChat()
  await chat.say('Another one on screen with a long title that has to be cut as well')
  await chat.writing(50)
  await chat.page.waitForTimeout(1200)
  await shot(chat.page, 'sidebar-nohover')
  console.log(await chat.page.evaluate(() => matchMedia('(hover: none)').matches + JSON.stringify([...document.querySelectorAll('nav li')].map((li) => { const a = li.querySelector('[class*=activity]')?.getBoundingClientRect(), t = li.querySelector('[class*=title]')!.getBoundingClientRect(); const b = [...li.querySelectorAll('[class*=tools] button')].map((x) => x.getBoundingClientRect()).map((r) => [Math.round(r.left), Math.round(r.right)]); return { title: [t.left, t.right].map(Math.round), act: a && [a.left, a.right].map(Math.round), b, vis: a && getComputedStyle(li.querySelector('[class*=activity]')!).visibility } }))))
  await chat.sessions.last().click()
  await chat.page.waitForTimeout(1200)
  await shot(chat.page, 'sidebar-nohover-tapped')
})

test('reasoning and waiting', async ({ chat }) => {
  await chat.page.setViewportSize({ width: 1180, height: 720 })
  await chat.newChatsUse('reasoning?rate=400&length=600')
  await chat.say('Think first')
  await chat.page.getByRole('button', { name: /Think|Thought/ }).click()
  await chat.page.waitForTimeout(500)
  await shot(chat.page, 'reasoning')
})
