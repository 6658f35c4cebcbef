import type { PlantedBug } from './planted-bugs.ts'

const SUPERVISOR = 'main/engines/worker/worker-supervisor.ts'
const WORKER_RUN = 'main/engines/worker/worker-run.ts'
const QUEUE = 'main/engines/worker/reply-queue.ts'

/** Planted in src/main/engines/worker. */
export const ENGINE_BUGS: PlantedBug[] = [
  {
    name: 'the cancel goes out under a name the engine does not know',
    original: 'C4',
    file: WORKER_RUN,
    find: `send({ type: 'cancel', run_id: this.id })`,
    replace: `send({ type: 'cancel', run_id: crypto.randomUUID() })`,
  },
  {
    name: 'whatever arrives for the session is taken as the running answer',
    original: 'C6',
    file: SUPERVISOR,
    find: `if (!run || message.run_id !== run.id) {`,
    replace: `if (!run) {`,
  },
  {
    name: 'a kill that was ordered counts as a crash',
    file: SUPERVISOR,
    find: `if (!worker.ordered) {`,
    replace: `if (worker.model !== '') {`,
  },
  {
    name: 'a crashing engine is started again for ever',
    file: SUPERVISOR,
    find: `      this.#budget.record(worker.model)
`,
    replace: ``,
  },
  {
    name: 'a busy process is given a second generation',
    file: SUPERVISOR,
    find: `(!run && worker.killed_at === null ? [worker] : [])`,
    replace: `(worker.killed_at === null || !run ? [worker] : [])`,
  },
  {
    name: 'a stop in line starts a process all the same',
    file: SUPERVISOR,
    find: `    this.#line.leave(run)
    run.release()`,
    replace: `    run.release()`,
  },
  {
    name: 'text is acknowledged when it arrives, not when it is taken',
    file: QUEUE,
    find: `    this.#items.push({ reply, bytes })
`,
    replace: `    this.#items.push({ reply, bytes: 0 })
    if (bytes > 0) this.#onTaken(bytes)
`,
  },
  {
    name: 'a run is released before its process is free',
    file: WORKER_RUN,
    find: `    this.#owner.onAbort(this)
`,
    replace: `    this.#owner.onAbort(this)
    this.#resolveReleased()
`,
  },
  {
    name: 'the block of a stuck process comes after the session has gone on',
    file: SUPERVISOR,
    find: `const BLOCKED_AFTER_MS = 1_900`,
    replace: `const BLOCKED_AFTER_MS = 2_100`,
  },
  {
    name: 'a process is trusted with its own credit',
    file: WORKER_RUN,
    find: `> bytes + CREDIT_BYTES)`,
    replace: `> Infinity)`,
  },
  {
    name: 'whoever stood in line is not watched any more',
    file: WORKER_RUN,
    find: `    if (worker.ready) this.reply({ type: 'status', status: 'thinking' })
    else this`,
    replace: `    if (!worker.ready) this`,
  },
  {
    name: 'a process that gets ready on its way out is watched all the same',
    file: 'main/engines/worker/idle-watch.ts',
    find: `    if (this.#stopped) return
`,
    replace: ``,
  },
  {
    name: 'a process that says ready twice generates twice',
    file: SUPERVISOR,
    find: `      if (worker.ready) return
`,
    replace: ``,
  },
]
