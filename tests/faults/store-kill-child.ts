import { writeSync } from 'node:fs'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import { openStore } from '../../src/main/store/store.ts'
import type { SessionId } from '../../src/shared/ids.ts'
import { appendText } from '../../src/shared/session.ts'
import type { MessagePart } from '../../src/shared/session.ts'
import { ended, token, turn } from '../unit/main/store/turns.ts'

/**
 * Streams into a store until it is killed: two chats, an answer of random length after the other. Says on its standard
 * output, in the same tick, what it did: one line of words for each opening, token and end.
 */
const [file = ''] = process.argv.slice(2)
const store = await openStore({
  file,
  worker: new URL('../../src/main/store/store-worker.ts', import.meta.url),
  clock: new AwakeClock(),
  writeLog: () => {},
})
const { journal, sessions } = store

// Written at once, past the buffers of process.stdout: a line that is out was true before the kill.
function say(...words: (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`)
}

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
