import type { StreamId } from '../../src/shared/ids.ts'
import { continuedBy, ended, text, token, turn } from '../unit/main/store/turns.ts'
import { openWholeStore, say } from '../support/told-store.ts'

/**
 * Writes one answer in many streams, each of which goes on with what the ones before left, until it is killed. The tokens
 * are the numbers 1, 2, 3, … across all streams. Says in the same tick what it did: one line for each opening and token.
 */
const [file = ''] = process.argv.slice(2)
const store = await openWholeStore(file)
const { journal, sessions } = store

const { session_id } = await sessions.create(null)
let one: Parameters<typeof token>[0] = turn(session_id, null, 'Go on and on')
let number = 0
for (let stream = 1; ; stream++) {
  await journal.open(one)
  say('opened', stream, number)
  let said = ''
  for (let seq = 1; seq <= 120; seq++) {
    const word = `${++number} `
    said += word
    journal.append(token(one, seq, word))
    const { sent, committed } = journal.batches()
    say('token', number, sent + 1, committed, Math.round(performance.now()))
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await journal.close(ended(one, text(said), 'stopped'))
  const stream_id = crypto.randomUUID() as StreamId
  one = continuedBy(one, stream_id)
}
