import type { PlantedBug } from '../support/planted-bugs.ts'
import { PLANTED_BUGS } from '../support/planted-bugs.ts'

const GATE = 'renderer/state/streams/live-stream.ts'
const FEED = 'renderer/state/streams/stream-feed.ts'
const JOURNAL = 'main/store/journal.ts'

/** Planted where the claims do not reach: in windows, in the store and in what answers them. */
const FAR_BUGS: PlantedBug[] = [
  {
    name: 'the gate takes a doubled event',
    file: GATE,
    find: `  if (event.seq < live.next_seq) return { live, verdict: 'duplicate' }
`,
    replace: ``,
  },
  {
    name: 'what came while a snapshot was on its way is forgotten',
    file: GATE,
    find: `const held = (same?.held ?? [])`,
    replace: `const held = [...[] as NonNullable<LiveStream['held']>]`,
  },
  {
    name: 'a late snapshot brings back an older answer',
    file: FEED,
    find: `if (isNews) newest.set(session_id, { generation, has_ended })
    return isNews`,
    replace: `if (isNews) newest.set(session_id, { generation, has_ended })
    return true`,
  },
  {
    name: 'an event of an older answer is taken up again',
    file: FEED,
    find: `seen(event, event.type === 'done') || before`,
    replace: `seen(event, event.type === 'done') || before || event`,
  },
  {
    name: 'an opening older than what is shown is taken',
    file: FEED,
    find: `?? 0) > generation) return {}`,
    replace: `?? 0) > generation + 1e9) return {}`,
  },
  {
    name: 'a chat whose opening was refused and saved later is not loaded again',
    file: JOURNAL,
    find: `if (this.#refused.delete(stream_id)) this`,
    replace: `if (this.#refused.delete(stream_id) && session_id === '') this`,
  },
  {
    name: 'a batch the disk refused is thrown away',
    file: JOURNAL,
    find: `      this.#refusing = true
      this.#putBack(batch)`,
    replace: `      this.#refusing = true`,
  },
  {
    name: 'a prompt the disk refused is known to its window alone',
    file: 'main/store/drafts.ts',
    find: `    this.#given_back.set(session_id, [...this.#above(session_id), prompt])
`,
    replace: `    if (prompt !== '') return
`,
  },
  {
    name: 'text is sent to the disk every five seconds',
    file: JOURNAL,
    find: `const BATCH_MS = 100
`,
    replace: `const BATCH_MS = 5_000
`,
  },
  {
    name: 'deleting a chat does not stop its answer',
    file: 'main/ipc/session-trash.ts',
    find: `    void this.#registry.stopAll('stopped', (stream) => stream.session_id === session_id)
`,
    replace: ``,
  },
  {
    name: 'a Stop stops every chat',
    file: 'main/ipc/handlers.ts',
    find: `      return registry.stop(stream_id)
`,
    replace: `      return registry.stopAll('stopped').then(([first]) => first ?? { how: 'unknown', release_ms: 0 })
`,
  },
]

/** Why the simulation cannot find these: the claims do (tests/support/claims). */
export const OUT_OF_REACH: Record<string, string> = {
  'text after the end is accepted': 'the run in front of it reads nothing any more: two gates, one is enough',
  'a second stop gets another outcome': 'no window asks twice for what it was told',
  'an answer without end is never cut': 'no simulated engine says 32 MiB',
  'the length of an answer is counted anew when it is gone on with': 'no simulated engine says 32 MiB',
  'standing in line counts as silence': 'nobody stands in line for a minute here',
  'the next prompt is given only the second half of an answer that is not saved yet':
    'going on with an answer waits until it is saved',
  'an engine that cannot go on is given the partial answer all the same':
    'it is refused at the door, before the core',
  'a waiting prompt goes to whichever branch is looked at':
    'a person seldom looks elsewhere while something waits',
  'a prompt queued where nothing runs goes behind the last answer, wherever the person looks':
    'a person seldom looks elsewhere while something waits',
  'a prompt queued while imported ones are read waits twice': 'nothing is imported here',
  'a prompt sent while imported ones are read waits again': 'nothing is imported here',
  'a prompt counts only once it is on disk, and a Stop meanwhile misses it': 'seen by the claims alone',
  'text is acknowledged when it arrives, not when it is taken': 'no simulated engine minds its credit',
  'a process is trusted with its own credit': 'no simulated engine minds its credit',
  'a waiting prompt the disk refused is written into the composer, too':
    'a text that stands in two places is lost in none',
  'one unsaved answer is told as none': 'it is saved by itself a second later; the claims count',
  'the block of a stuck process comes after the session has gone on':
    'whoever is not refused stands in line, and both are right',
}

/** Found, but only after hundreds or thousands of seeds: `SLUICE_RARE=1 node tests/sim/find-bugs.ts` waits for them, a test does not. */
export const RARE: readonly string[] = [
  'a process that gets ready on its way out is watched all the same',
  'force comes a second time in the middle of a slow cleanup',
  'the first of many statuses is kept, not the latest',
  'an end is handed to the disk after the opening that follows it',
  'what was refused is looked up when the engine starts, not when the prompt is saved',
  'a prompt the disk refused is on its way for ever',
  'an answer the disk refused does not hold the next prompt',
  'a prompt is sent while it is edited',
  'what was deleted on the way out can be taken back for ten seconds',
  'what waits follows an answer that can never be saved',
  'a crashing engine is started again for ever',
  'whoever stood in line is not watched any more',
  'what came while a snapshot was on its way is forgotten',
  'a late snapshot brings back an older answer',
  'an opening older than what is shown is taken',
  'an event of an older answer is taken up again',
  'a prompt that follows one not saved yet counts as one without a place',
  'a prompt the disk refused is told once the engine before is gone',
  'a batch the disk refused is thrown away',
  'a stop in line starts a process all the same',
  'a Stop sends the next prompt',
]

const all = [...PLANTED_BUGS.filter(({ name }) => OUT_OF_REACH[name] === undefined), ...FAR_BUGS]

export const RARE_BUGS: PlantedBug[] = all.filter(({ name }) => RARE.includes(name))
export const SIMULATED_BUGS: PlantedBug[] = all.filter(({ name }) => !RARE.includes(name))
