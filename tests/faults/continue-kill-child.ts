import { writeSync } from 'node:fs'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import { openStore } from '../../src/main/store/store.ts'
import type { StreamId } from '../../src/shared/ids.ts'
import { continuedBy, ended, text, token, turn } from '../unit/main/store/turns.ts'

/**
 * Writes one answer in many streams, each of which goes on with what the ones before left, until it is killed. The tokens
 * are the numbers 1, 2, 3, … across all streams. Says in the same tick what it did: one line for each opening and token.
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
