import type { SessionId } from '../../src/shared/ids.ts'
import { appendText } from '../../src/shared/session.ts'
import type { MessagePart } from '../../src/shared/session.ts'
import { ended, token, turn } from '../unit/main/store/turns.ts'
import { openWholeStore, say } from '../support/told-store.ts'

/**
 * Streams into a store until it is killed: two chats, an answer of random length after the other. Says on its standard
 * output, in the same tick, what it did: one line of words for each opening, token and end.
 */
const [file = ''] = process.argv.slice(2)
const store = await openWholeStore(file)
const { journal, sessions } = store

async function answer(session_id: SessionId): Promise<void> {
  const one = turn(session_id, sessions.leaf(session_id), 'Go on')
  await journal.open(one)
  say('opened', one.stream_id, session_id)
  let parts: MessagePart[] = []
  const tokens = 20 + Math.floor(Math.random() * 600)
  for (let seq = 1; seq <= tokens; seq++) {
    const channel = seq % 97 < 10 ? 'reasoning' : 'answer'
    journal.append(token(one, seq, `${seq} `, channel))
    parts = appendText(parts, channel, `${seq} `)
    const { sent, committed } = journal.batches()
    say('token', one.stream_id, seq, sent + 1, committed, Math.round(performance.now()))
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await journal.close(ended(one, parts))
  say('closed', one.stream_id, tokens)
}

async function chat(): Promise<never> {
  const { session_id } = await sessions.create(null)
  for (;;) await answer(session_id)
}

await Promise.all([chat(), chat()])
