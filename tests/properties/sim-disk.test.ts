import * as fc from 'fast-check'
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { StoreClient } from '../../src/main/store/store-client.ts'
import { storeErrorOf } from '../../src/main/store/store-error.ts'
import type { Asked, Deed } from '../support/disk-deeds.ts'
import { deed, DiskDeeds } from '../support/disk-deeds.ts'
import { Refused, SimDisk } from '../sim/sim-disk.ts'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import { STORE_WORKER, tempFolder } from '../unit/main/store/temp-store.ts'

const RUNS = 5
/** Whichever of its writes it is: what an operation wrote before that must be gone, too. */
const TABLES = ['message', 'session', 'chunk', 'queued_prompt', 'draft'] as const
const WRITES = ['INSERT', 'UPDATE', 'DELETE'] as const

type Step =
  | { what: 'deed'; deed: Deed }
  /** The deed fails at its first write to this table. */
  | { what: 'fails'; deed: Deed; table: (typeof TABLES)[number] }
  /** The process dies, or ends in order; either way it starts again. */
  | { what: 'starts again'; killed: boolean }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 24, arbitrary: fc.record({ what: fc.constant('deed' as const), deed }) },
  {
    weight: 12,
    arbitrary: fc.record({
      what: fc.constant('fails' as const),
      deed,
      table: fc.constantFrom(...TABLES),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('starts again' as const), killed: fc.boolean() }),
  },
)

/** The real store's writer, on a file of its own. */
class RealDisk {
  readonly file = join(tempFolder(), 'sluice.db')
  readonly #clock: AwakeClock
  #client: StoreClient

  constructor(clock: AwakeClock) {
    this.#clock = clock
    this.#client = new StoreClient(STORE_WORKER, () => {}, clock)
  }

  open() {
    return this.#client.ask('open', { file: this.file, now: 0 })
  }

  async end(killed: boolean): Promise<void> {
    const shut = killed ? async () => {} : () => this.#client.ask('shut', null)
    await this.#client.dispose(shut, 30_000, this.#clock)
  }

  async startAgain(killed: boolean) {
    await this.end(killed)
    this.#client = new StoreClient(STORE_WORKER, () => {}, this.#clock)
    return this.open()
  }

  async ask({ name, input }: Asked): Promise<unknown> {
    return this.#client
      .ask(name, input as never)
      .then(plain, (error: unknown) => ({ refused: storeErrorOf(error).kind }))
  }

  /** A write that fails, as the disk would let it: in the middle of a transaction. */
  async failing(table: string, run: () => Promise<unknown>): Promise<unknown> {
    const db = new DatabaseSync(this.file)
    for (const write of WRITES)
      db.exec(
        `CREATE TRIGGER broken_${write} BEFORE ${write} ON ${table} BEGIN SELECT RAISE(ABORT, 'broken'); END`,
      )
    try {
      return await run()
    } finally {
      for (const write of WRITES) db.exec(`DROP TRIGGER broken_${write}`)
      db.close()
    }
  }
}

function askSim(disk: SimDisk, { name, input }: Asked): unknown {
  try {
    return plain(disk.carryOut(name, input))
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { refused: error.kind }
  }
}

/** As it crosses to main, without how long it took. */
function plain(output: unknown): unknown {
  return JSON.parse(
    JSON.stringify(output, (key, value: unknown) => (key === 'commit_ms' ? undefined : value)),
  )
}

/** All that can be read of it. */
function questions({ session_ids, messages }: DiskDeeds): Asked[] {
  return [
    ...session_ids.map((session_id) => ({ name: 'session:load', input: { session_id, to: null } }) as const),
    ...messages.map(
      ({ session_id, message_id }) => ({ name: 'message:read', input: { session_id, message_id } }) as const,
    ),
    { name: 'queue:all', input: null },
  ]
}

test(
  'the disk of the simulation gives back what the real store does, whatever fails, and after each start',
  { timeout: 300_000 },
  async () => {
    const clock = new AwakeClock()
    const figures = { operations: 0, refused: 0, failed: 0, starts: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 120 }), async (steps) => {
        const [real, sim, deeds] = [new RealDisk(clock), new SimDisk(), new DiskDeeds()]
        await real.open()
        const same = async (asked: Asked): Promise<void> => {
          const [there, here] = [await real.ask(asked), askSim(sim, asked)]
          assert.deepEqual(here, there, asked.name)
          figures.operations++
          if (
            typeof there === 'object' &&
            there !== null &&
            'refused' in there &&
            asked.name !== 'stream:append'
          )
            figures.refused++
        }
        try {
          for (const one of steps) {
            if (one.what === 'starts again') {
              const { sessions, queued, new_chat_draft, report } = await real.startAgain(one.killed)
              const { interrupted, purged } = sim.recover()
              const there = {
                interrupted: report.interrupted,
                purged: report.purged,
                sessions,
                queued,
                new_chat_draft,
              }
              const here = {
                interrupted,
                purged,
                sessions: [...sim.sessions.values()],
                queued: sim.found(),
                new_chat_draft: sim.drafts.get('') ?? '',
              }
              assert.deepEqual(plain(here), plain(there))
              figures.starts++
            } else
              for (const asked of deeds.ask(one.deed)) {
                if (one.what === 'deed') {
                  await same(asked)
                  continue
                }
                const there = await real.failing(one.table, () => real.ask(asked))
                // It failed where the simulated disk would be full: then nothing of it is there.
                const broke =
                  typeof there === 'object' &&
                  there !== null &&
                  'refused' in there &&
                  there.refused === 'other'
                if (broke) figures.failed++
                else assert.deepEqual(askSim(sim, asked), there, asked.name)
              }
          }
          for (const asked of questions(deeds)) await same(asked)
        } finally {
          await real.end(true)
        }
      }),
      // Each life is a file: what failed first is told, not the shortest that does.
      { numRuns: RUNS, endOnFailure: true },
    )
    clock.dispose()
    const { operations, refused, failed, starts } = figures
    console.log(
      `${RUNS} lives, ${operations} operations compared, ${refused} refused, ${failed} failed halfway, ${starts} starts`,
    )
    expect(Math.min(refused, failed, starts)).toBeGreaterThan(0)
  },
)
