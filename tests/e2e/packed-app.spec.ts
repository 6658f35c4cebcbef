import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectionId } from '../../src/shared/ids.ts'
import { generateGguf } from '../support/generate-gguf.ts'
import { expect, test } from './support/watched-app.ts'

/** A library is loaded, and a model; on a machine that does other things, too. */
const LOADED_WITHIN_MS = 60_000

test(
  'a model in a file answers: llama.cpp and all it needs are where the app looks for them',
  { tag: '@packed' },
  async ({ start, userDataDir }) => {
    test.setTimeout(2 * LOADED_WITHIN_MS)
    const models = join(userDataDir, 'models')
    mkdirSync(models)
    // What it draws is chance: one that likes to end may do so before its first word.
    generateGguf(join(models, 'tiny.gguf'), { end: 1e-6 })
    const { chat } = await start()
    const chosen = await chat.ask('settings:set', {
      default_model: { connection_id: 'local-models' as ConnectionId, model: 'tiny.gguf' },
    })
    expect(chosen).not.toHaveProperty('refused')
    await chat.say('Hello')
    await expect
      .poll(async () => (await chat.drawnWords(chat.lastAnswer)).length, { timeout: LOADED_WITHIN_MS })
      .toBeGreaterThan(0)
    await chat.page.keyboard.press('Escape')
    await chat.ended(chat.lastAnswer, 'stopped')
  },
)
