import type { PlantedBug } from './planted-bugs.ts'

const UNSAVED = 'main/streams/unsaved-answers.ts'

/** Planted in what becomes of prompts and answers the disk refused. */
export const SAVING_BUGS: PlantedBug[] = [
  {
    name: 'what the disk refused waits for a click',
    file: UNSAVED,
    find: `    this.#timer ??= this.#clock.after(RETRY_MS, () => void this.retry())
`,
    replace: ``,
  },
  {
    name: 'a prompt that follows one not saved yet counts as one without a place',
    file: UNSAVED,
    find: `isFinal(error) && !this.#followsUnsaved(unsaved.opening)`,
    replace: `isFinal(error)`,
  },
  {
    name: 'a prompt the disk refused is told once the engine before is gone',
    file: 'main/streams/stream-registry.ts',
    find: `      const saving = await entry.saved
`,
    replace: `      const [saving] = await Promise.all([entry.saved, previous?.released])
`,
  },
  {
    name: 'a waiting prompt the disk refused is written into the composer, too',
    file: 'main/streams/stream-registry.ts',
    find: `if (user_message && !queue_id && !stream.end) this`,
    replace: `if (user_message && !stream.end) this`,
  },
  {
    name: 'what the disk refused is tried again after the quit',
    file: UNSAVED,
    find: `if (this.#disposed || this.#retrying`,
    replace: `if (this.#retrying`,
  },
]
