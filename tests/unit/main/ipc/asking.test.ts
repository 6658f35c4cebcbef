import { expect, test } from 'vitest'
import { door } from './door.ts'

test('what is sent while the app closes is refused in a sentence, whoever sends it, and nothing is opened', async () => {
  const { handlers, asking, registry, store, engine, session, send } = await door()
  const session_id = await session()
  await send(session_id)
  const leaf = store.sessions.leaf(session_id)
  asking.close()
  await registry.stopAll('interrupted')
  const refusal = { refused: 'Sluice is closing, so this was not sent. It is kept where you wrote it.' }
  expect(await handlers['stream:open']({ session_id, prompt: 'late' })).toEqual(refusal)
  if (!leaf) throw new Error('it was answered')
  expect(await handlers['stream:regenerate']({ session_id, message_id: leaf })).toEqual(refusal)
  expect(await handlers['stream:continue']({ session_id, message_id: leaf })).toEqual(refusal)
  expect([registry.size, engine.runs.length, store.sessions.leaf(session_id)]).toEqual([0, 1, leaf])
})
