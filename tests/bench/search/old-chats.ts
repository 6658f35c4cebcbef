import { closeDatabase, openDatabase } from '../../../src/main/store/database.ts'
import { MIGRATIONS } from '../../../src/main/store/migrations/migrations.ts'
import { inTransaction } from '../../../src/main/store/transaction.ts'
import type { WrittenText } from './written-text.ts'

export interface OldChats {
  sessions: number
  messages: number
  /** Characters of UTF-8 in all messages. */
  text_bytes: number
  /** A few words that follow each other somewhere. */
  phrases: string[]
}

const PER_SESSION = 100
/** One chat in so many is Chinese. */
const CHINESE = 20

/** Writes a database as it was before there was a search: prompts of about 25 words, answers of about 120. */
export async function writeOldChats(file: string, sessions: number, written: WrittenText): Promise<OldChats> {
  const { db } = await openDatabase({ file, now: 0, migrations: MIGRATIONS.slice(0, 2) })
  db.exec('PRAGMA synchronous = OFF')
  const session = db.prepare(
    'INSERT INTO session (session_id, title, created_at, updated_at, leaf_id) VALUES (?, ?, ?, ?, ?)',
  )
  const message = db.prepare(
    `INSERT INTO message (message_id, session_id, parent_id, role, parts, created_at, stream_id, "end")
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const chats: OldChats = { sessions, messages: sessions * PER_SESSION, text_bytes: 0, phrases: [] }
  const done = JSON.stringify({ reason: 'success', timings: { first_token_ms: 1, total_ms: 2, tokens: 3 } })
  const speak = (chinese: boolean, answer: boolean): string => {
    if (chinese) return written.chinese(answer ? 60 + written.below(160) : 8 + written.below(40))
    return written.english(answer ? 40 + written.below(160) : 8 + written.below(34))
  }
  const chat = (number: number): void => {
    const chinese = number % CHINESE === 0
    const session_id = `session-${number}`
    session.run(
      session_id,
      speak(chinese, false).slice(0, 60),
      number,
      number,
      `${session_id}-${PER_SESSION - 1}`,
    )
    for (let n = 0; n < PER_SESSION; n++) {
      const answer = n % 2 === 1
      const text = speak(chinese, answer)
      chats.text_bytes += Buffer.byteLength(text)
      if (!chinese && n === 1 && number % 97 === 0)
        chats.phrases.push(text.split(/\W+/).slice(3, 6).join(' '))
      const id = `${session_id}-${n}`
      const parent = n === 0 ? null : `${session_id}-${n - 1}`
      const parts = JSON.stringify([{ channel: 'answer', text }])
      const [role, stream_id, end] = answer ? ['assistant', `stream-${id}`, done] : ['user', null, null]
      message.run(
        id,
        session_id,
        parent,
        role ?? '',
        parts,
        number * PER_SESSION + n,
        stream_id ?? null,
        end ?? null,
      )
    }
  }
  for (let from = 0; from < sessions; from += 50) {
    inTransaction(db, () => {
      for (let number = from; number < Math.min(sessions, from + 50); number++) chat(number)
    })
  }
  closeDatabase(db)
  return chats
}
