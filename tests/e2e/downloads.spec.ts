import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FileServer } from '../support/file-server.ts'
import { generateGguf } from '../support/generate-gguf.ts'
import type { ModelLibrary } from '../../src/shared/model-library.ts'
import type { ChatPage } from './support/chat-page.ts'
import { expect, test } from './support/watched-app.ts'

const library = (chat: ChatPage): Promise<ModelLibrary> => chat.ask('models:state', null)

test('a download that quitting the app stops goes on at the next start, and its model can be chosen', async ({
  start,
  userDataDir,
}) => {
  const file = join(userDataDir, 'of-the-server.gguf')
  generateGguf(file)
  const server = new FileServer(readFileSync(file))
  const url = `${await server.listen()}/tiny.gguf`
  try {
    server.always = { stall_after: 200_000 }
    const first = await start()
    const started = await first.chat.ask('download:start', { source: url })
    expect(started).toHaveProperty('download_id')
    await expect.poll(async () => (await library(first.chat)).downloads[0]?.received_bytes).toBe(200_000)
    await first.close()

    server.always = {}
    const second = await start()
    await expect
      .poll(async () => (await library(second.chat)).models[0]?.sha256, { timeout: 20_000 })
      .toBeTruthy()
    const { models, downloads } = await library(second.chat)
    expect(downloads).toEqual([])
    expect(models).toMatchObject([{ model: 'tiny.gguf', source: url, facts: { architecture: 'llama' } }])
    expect(server.seen.at(-1)?.range).toBe('bytes=200000-')
    const { connections } = await second.chat.ask('app:state', null)
    expect(connections.find(({ kind }) => kind === 'llama')).toMatchObject({
      status: { state: 'ready', models: [{ model: 'tiny.gguf' }] },
    })
  } finally {
    await server.close()
  }
})
