import { expect, test } from 'vitest'
import { VirtualClock } from '../support/virtual-clock.ts'
import { tempStore } from '../unit/main/store/temp-store.ts'
import { ended, text, turn } from '../unit/main/store/turns.ts'
import { say } from './store-kills.ts'

const DAY_MS = 86_400_000

/** A wall clock that somebody sets. */
class SetClock extends VirtualClock {
  set_ms = 0

  override wallTime(): number {
    return super.wallTime() + this.set_ms
  }
}

test('after the clock was set back messages keep their order, and chats are listed by their times, all of them', async () => {
  const clock = new SetClock()
  const { sessions, journal, file, dispose } = await tempStore({ clock })
  const { session_id } = await sessions.create(null)
  const said: string[] = []
  let above = null
  for (let i = 0; i < 10; i++) {
    // Before, a year back, and forward again.
    clock.set_ms = i < 3 ? 0 : i < 7 ? -365 * DAY_MS : DAY_MS
    const one = turn(session_id, above, `prompt ${i}`, clock.wallTime())
    await journal.open(one)
    await journal.close(ended(one, text(`answer ${i}`)))
    said.push(`prompt ${i}`, `answer ${i}`)
    above = one.answer.message_id
  }
  clock.set_ms = -365 * DAY_MS
  const late = await sessions.create(null)
  const listed = sessions.list().map((session) => session.session_id)
  expect(listed).toEqual([session_id, late.session_id])
  await dispose()
  const again = await tempStore({ file, clock })
  expect(again.sessions.list().map((session) => session.session_id)).toEqual(listed)
  const loaded = await again.sessions.load(session_id)
  const messages = loaded?.messages ?? []
  expect(messages.map(({ parts }) => parts[0]?.text)).toEqual(said)
  const back = messages.filter((message, i) => message.created_at < (messages[i - 1]?.created_at ?? 0))
  expect(back.length).toBeGreaterThan(0)
  say(`clock set back a year and forward again: ${said.length} messages in their order, 0 misplaced`)
})
