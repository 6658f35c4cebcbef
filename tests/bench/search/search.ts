import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { closeDatabase, openDatabase } from '../../../src/main/store/database.ts'
import { closeStream, openStream } from '../../../src/main/store/journal-writes.ts'
import { MIGRATIONS } from '../../../src/main/store/migrations/migrations.ts'
import { buildStep } from '../../../src/main/store/search/build-index.ts'
import { search as ask } from '../../../src/main/store/search/search.ts'
import { writeSearchState } from '../../../src/main/store/search/search-state.ts'
import { inTransaction } from '../../../src/main/store/transaction.ts'
import type { MessageId, SessionId } from '../../../src/shared/ids.ts'
import { answered } from './answered.ts'
import type { Figure, Measure } from '../figure.ts'
import { percentile, spread } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { writeOldChats } from './old-chats.ts'
import { questions } from './questions.ts'
import { WrittenText } from './written-text.ts'

const LIMIT_MS = 50
const HITS = 50
const MAY_BE_EMPTY = new Set(['no match', 'two words that hardly meet'])

/** 10,000 chats of 100 messages: how long a question takes, what the index costs to make, to keep and to store. */
export async function search({ quick, scratch }: BenchOptions): Promise<Figure[]> {
  const file = join(scratch, 'search.db')
  const written = new WrittenText(1)
  const chats = await writeOldChats(file, quick ? 200 : 10_000, written)
  const plain_bytes = statSync(file).size
  const migrated = await migrate(file)
  const whole_ms = migrated.at_once_ms + migrated.steps_ms.reduce((sum, ms) => sum + ms, 0)
  const index_bytes = statSync(file).size - plain_bytes
  const asked = askAll(file, questions(chats, written), quick ? 2 : 5)
  const closing = await closeAnswers(file, written, quick ? 50 : 300)
  const said = `${chats.sessions.toLocaleString('en')} chats, ${chats.messages.toLocaleString('en')} messages`
  return [
    {
      id: 'search',
      title: `Search in ${said}: question to the ${HITS} newest hits, in the store's thread`,
      n: asked.all.length,
      measures: [
        { what: 'all questions, p50', unit: 'ms', value: percentile(asked.all, 0.5) },
        { what: 'all questions, p95', unit: 'ms', value: percentile(asked.all, 0.95), limit: LIMIT_MS },
        { what: 'all questions, max', unit: 'ms', value: percentile(asked.all, 1) },
        { what: 'of the processor alone, p95', unit: 'ms', value: percentile(asked.processor, 0.95) },
        {
          what: 'kinds of questions that found nothing though they should',
          unit: '',
          value: asked.empty,
          must_be_zero: true,
        },
      ],
    },
    {
      id: 'search-kinds',
      title: 'Search, by kind of question',
      n: asked.all.length,
      measures: Object.entries(asked.kinds).flatMap(([kind, samples]): Measure[] => [
        { what: `${kind}, p50`, unit: 'ms', value: percentile(samples, 0.5) },
        { what: `${kind}, p95`, unit: 'ms', value: percentile(samples, 0.95), limit: LIMIT_MS },
        { what: `${kind}, max`, unit: 'ms', value: percentile(samples, 1) },
      ]),
    },
    {
      id: 'search-index',
      title: 'What the search index costs',
      n: chats.messages,
      measures: [
        { what: 'size, as a multiple of the text', unit: 'x', value: index_bytes / chats.text_bytes },
        { what: 'text in MB', unit: '', value: chats.text_bytes / 1e6 },
        {
          what: 'update of an older database, before the window opens',
          unit: 'ms',
          value: migrated.at_once_ms,
        },
        ...spread('a step of indexing the rest, while the app runs', 'ms', migrated.steps_ms),
        { what: 'all of it, per 100 MB of text', unit: 'ms', value: (whole_ms / chats.text_bytes) * 1e8 },
        {
          what: 'all of it, per 100 MB of text, of the processor alone',
          unit: 'ms',
          value: (migrated.processor_ms / chats.text_bytes) * 1e8,
        },
        ...spread('saving the end of an answer, with the index', 'ms', closing.indexed),
        ...spread('saving the end of an answer, without it', 'ms', closing.plain),
      ],
    },
  ]
}

/** The new schema's own step, without the backup before it; and the steps that index the rest while the app runs. */
async function migrate(
  file: string,
): Promise<{ at_once_ms: number; steps_ms: number[]; processor_ms: number }> {
  const { db } = await openDatabase({ file, now: 0, migrations: MIGRATIONS.slice(0, 2) })
  const step = MIGRATIONS[2]
  if (typeof step !== 'function') throw new Error('the third migration is the one of the search')
  const processor_from = processorMs()
  const at_once_ms = timed(() =>
    inTransaction(db, () => {
      step(db)
      db.exec('PRAGMA user_version = 3')
    }),
  )
  const steps_ms: number[] = []
  let done = false
  while (!done) steps_ms.push(timed(() => ({ done } = buildStep(db, { anew: false }))))
  const processor_ms = processorMs() - processor_from
  closeDatabase(db)
  return { at_once_ms, steps_ms, processor_ms }
}

function timed(run: () => unknown): number {
  const from = performance.now()
  run()
  return performance.now() - from
}

/** As the reader does: one connection that cannot write. The first time around nothing is in SQLite's own cache. */
function askAll(file: string, kinds: Record<string, string[]>, rounds: number) {
  const db = new DatabaseSync(file, { readOnly: true })
  const samples: Record<string, number[]> = {}
  const processor: number[] = []
  let empty = 0
  for (const [kind, queries] of Object.entries(kinds)) {
    const times: number[] = (samples[kind] = [])
    let hits = 0
    for (let round = 0; round < rounds; round++) {
      for (const query of queries) {
        const [from, processor_from] = [performance.now(), processorMs()]
        hits += ask(db, { query, limit: HITS }).hits.length
        times.push(performance.now() - from)
        processor.push(processorMs() - processor_from)
      }
    }
    if (hits === 0 && !MAY_BE_EMPTY.has(kind)) empty++
  }
  db.close()
  return { all: Object.values(samples).flat(), processor, kinds: samples, empty }
}

/** What this thread took of it: on a busy machine the rest of the time went to other programs. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** With the disk's own wait, as in the app; each second answer while the index is set aside. */
async function closeAnswers(file: string, written: WrittenText, n: number) {
  const { db } = await openDatabase({ file, now: 0 })
  const times = { indexed: [] as number[], plain: [] as number[] }
  let parent: MessageId | null = null
  for (let i = 0; i < 2 * n; i++) {
    const indexed = i % 2 === 0
    const turn = answered('session-1' as SessionId, parent, written.english(25), written.english(120))
    writeSearchState(db, indexed ? 'ready' : 'aside')
    openStream(db, turn.opening)
    const { commit_ms } = closeStream(db, turn.closing)
    times[indexed ? 'indexed' : 'plain'].push(commit_ms)
    parent = turn.opening.answer.message_id
  }
  closeDatabase(db)
  return times
}
