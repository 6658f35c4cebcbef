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
    generateGguf(join(models, 'tiny.gguf'), { end: 0.05 })
    const { chat } = await start()
    const chosen = await chat.ask('settings:set', {
      default_model: { connection_id: 'local-models' as ConnectionId, model: 'tiny.gguf' },
    })
    expect(chosen).not.toHaveProperty('refused')
    await chat.say('Hello')
    await expect(chat.lastAnswer).not.toHaveAttribute('data-state', 'running', { timeout: LOADED_WITHIN_MS })
    await chat.ended(chat.lastAnswer, 'success')
    expect((await chat.drawnWords(chat.lastAnswer)).length).toBeGreaterThan(0)
  },
)
