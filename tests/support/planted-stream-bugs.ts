import type { PlantedBug } from './planted-bugs.ts'

const REGISTRY = 'main/streams/stream-registry.ts'
const STREAM = 'main/streams/stream.ts'
const RUN = 'main/streams/run-stream.ts'
const RELEASE = 'main/streams/release-within.ts'
const BATCHER = 'main/streams/token-batcher.ts'
const LIMITER = 'main/streams/status-limiter.ts'
const UNSAVED = 'main/streams/unsaved-answers.ts'
const PROMPT = 'main/streams/prompt-builder.ts'

/** Planted in src/main/streams. */
export const STREAM_BUGS: PlantedBug[] = [
  {
    name: 'the slot is not reserved before the first wait',
    original: 'C1',
    file: REGISTRY,
    find: `    slot.latest = entry
    previous?.stream`,
    replace: `    void Promise.resolve().then(() => Promise.resolve()).then(() => (slot.latest = entry))
    previous?.stream`,
  },
  {
    name: 'the wait for the old engine has no bound',
    original: 'C2',
    file: RELEASE,
    find: `    const cancel = clock.after(ms, () => resolve(false))`,
    replace: `    const cancel = (): void => void clock`,
  },
  {
    name: 'force comes a second time in the middle of a slow cleanup',
    original: 'C2',
    file: RELEASE,
    find: `  run.force()
`,
    replace: `  run.force()
  clock.after(50, () => run.force())
`,
  },
  {
    name: 'superseding does not signal the old engine',
    original: 'C3',
    file: STREAM,
    find: `    this.#abort.abort()`,
    replace: `    if (cause.reason !== 'superseded') this.#abort.abort()`,
  },
  {
    name: 'events carry another id than the one the opener was given',
    original: 'C5',
    file: REGISTRY,
    find: `    return { stream_id, generation }`,
    replace: `    return { stream_id: \`stream-\${stream_id}\` as StreamId, generation }`,
  },
  {
    name: 'text after the end is accepted',
    original: 'C6',
    file: STREAM,
    find: `    if (this.#end || content === '') return`,
    replace: `    if (content === '') return`,
  },
  {
    name: 'cleanup waits for a reader that hangs',
    original: 'C7',
    file: RUN,
    find: `  void run.replies.return?.().catch(() => {})`,
    replace: `  await run.replies.return?.()`,
  },
  {
    name: 'rescheduling a flush throws the buffer away',
    original: 'C9',
    file: BATCHER,
    find: `    if (this.#scheduled) return
`,
    replace: `    if (this.#scheduled) {
      this.#scheduled()
      this.#scheduled = null
      this.#held = content
    }
`,
  },
  {
    name: 'text is sent at once and kept in the buffer as well',
    original: 'C9',
    file: BATCHER,
    find: `    this.#held = this.#held.slice(whole.length)
`,
    replace: ``,
  },
  {
    name: 'tokens are delivered by a 100 ms poll',
    original: 'C10',
    file: BATCHER,
    find: `    if (wait_ms <= 0) this.flush()
    else this.#scheduled = this.#clock.after(wait_ms, () => this.flush())`,
    replace: `    this.#scheduled = this.#clock.after(Math.max(100, wait_ms), () => this.flush())`,
  },
  {
    name: 'a release unmaps the newer stream',
    original: 'C11',
    file: REGISTRY,
    find: `    if (slot.latest === entry) slot.latest = null`,
    replace: `    slot.latest = null`,
  },
  {
    name: 'a late release frees the chair of a newer stream',
    original: 'C11',
    file: REGISTRY,
    find: `    if (slot.engaged === entry) slot.engaged = null`,
    replace: `    slot.engaged = null`,
  },
  {
    name: 'a clean wait is never logged',
    original: 'C18',
    file: REGISTRY,
    find: `  } else log.line({ event: 'prev_stream_finished_cleanly', prev_stream_id, waited_ms })`,
    replace: `  }`,
  },
  {
    name: 'the log calls every release clean',
    original: 'C18',
    file: REGISTRY,
    find: `      const forced = how !== 'cooperative'`,
    replace: `      const forced = false`,
  },
  {
    name: 'the start is logged before the old stream has ended',
    original: 'C18',
    file: REGISTRY,
    find: `    log.line({ event: 'stream_open', generation })`,
    replace: `    log.line({ event: 'stream_open', generation })
    log.line({ event: 'stream_start', model: '', messages: 0 })`,
  },
  {
    name: 'a stream settles twice',
    file: STREAM,
    find: `    if (this.#end) return false
    this.#batcher.finish()
    this.#limiter.stop()
    this.#noteThought('answer')
    this.#phase = move(this.#phase, 'ended')`,
    replace: `    this.#batcher.finish()
    this.#limiter.stop()
    this.#noteThought('answer')
    this.#phase = 'ended'`,
  },
  {
    name: 'a failure is told as success',
    file: RUN,
    find: `        stream.settle({ reason: 'error', error: reply.error })
        break
      default`,
    replace: `        stream.settle({ reason: 'success' })
        break
      default`,
  },
  {
    name: 'held text is forgotten at the end',
    file: STREAM,
    find: `    this.#batcher.finish()
    this.#limiter.stop()`,
    replace: `    this.#limiter.stop()`,
  },
  {
    name: 'a seq is skipped',
    file: STREAM,
    find: `seq: this.#seq++ }`,
    replace: `seq: (this.#seq += 2) - 2 }`,
  },
  {
    name: 'the generation does not rise',
    file: REGISTRY,
    find: `(this.#generations.get(session_id) ?? 0) + 1`,
    replace: `Math.max(1, this.#generations.get(session_id) ?? 0)`,
  },
  {
    name: 'a stream that was stopped while waiting starts all the same',
    file: REGISTRY,
    find: `      if (stream.end) return
`,
    replace: `      if (stream.end?.reason === 'superseded') return
`,
  },
  {
    name: 'a superseded stream that waited starts all the same',
    file: REGISTRY,
    find: `      if (stream.end) return
`,
    replace: `      if (stream.end?.reason === 'stopped') return
`,
  },
  {
    name: 'the next stream does not wait for the old release',
    file: REGISTRY,
    find: `await previous?.released`,
    replace: `await (previous && { how: 'cooperative' as const, release_ms: 0 })`,
  },
  {
    name: 'the engine is called before the message is on disk',
    file: REGISTRY,
    find: `const saving = await entry.saved`,
    replace: `const saving: Awaited<Entry['saved']> = { branch: [], system_prompt: '', parameters: {} }`,
  },
  {
    name: 'a message that could not be saved is sent all the same',
    file: REGISTRY,
    find: `      (failure: unknown) => ({ failure }),`,
    replace: `      () => ({ branch: [] }),`,
  },
  {
    name: 'a released stream stays in the registry',
    file: REGISTRY,
    find: `    this.#entries.delete(stream_id)
`,
    replace: ``,
  },
  {
    name: 'the watchdog of an ended stream stays armed',
    file: RUN,
    find: `  watchdog.stop()
`,
    replace: ``,
  },
  {
    name: 'a waiting status outlives its stream',
    file: LIMITER,
    find: `    this.#scheduled?.()
    this.#scheduled = null
    this.#pending = null
  }`,
    replace: `  }`,
  },
  {
    name: 'the first of many statuses is kept, not the latest',
    file: LIMITER,
    find: `    this.#pending = status
    if (this.#scheduled) return`,
    replace: `    if (this.#scheduled) return
    this.#pending = status`,
  },
  {
    name: 'stop answers before the engine is gone',
    file: REGISTRY,
    find: `    entry.stream.settle({ reason })
    return entry.stream.released`,
    replace: `    entry.stream.settle({ reason })
    return { how: 'cooperative', release_ms: 0 }`,
  },
  {
    name: 'a second stop gets another outcome',
    file: REGISTRY,
    find: `    this.#recent.set(stream_id, release)`,
    replace: `    void stream_id`,
  },
  {
    name: 'patience has no upper bound',
    file: RELEASE,
    find: `Math.min(run.patience_ms(), PATIENCE_MAX_MS)`,
    replace: `run.patience_ms()`,
  },
  {
    name: 'the engine is not asked for its patience',
    file: RELEASE,
    find: `Math.min(run.patience_ms(), PATIENCE_MAX_MS)`,
    replace: `0`,
  },
  {
    name: 'half a surrogate pair is told',
    file: BATCHER,
    find: `endsInHighSurrogate(this.#held) ? this.#held.slice(0, -1) : this.#held`,
    replace: `this.#held`,
  },
  {
    name: 'text of one channel is told as the other',
    file: BATCHER,
    find: `      this.finish()
      this.#channel = channel`,
    replace: `      this.#channel = channel`,
  },
  {
    name: 'an answer without end is never cut',
    file: RUN,
    find: `if (bytes > ANSWER_MAX_BYTES)`,
    replace: `if (bytes > Infinity)`,
  },
  {
    name: 'a cut-off answer is told as complete',
    file: RUN,
    find: `if (next.done) stream.settle({ reason: 'error', error: cutOff(engine) })`,
    replace: `if (next.done) stream.settle({ reason: 'success' })`,
  },
  {
    name: 'silence is never noticed',
    file: RUN,
    find: `    onLimit: (silent_ms) => stream.settle({ reason: 'error', error: stalled(engine, silent_ms) }),`,
    replace: `    onLimit: () => {},`,
  },
  {
    name: 'a snapshot claims one event too many',
    file: STREAM,
    find: `      next_seq: this.#seq,`,
    replace: `      next_seq: this.#seq + 1,`,
  },
  {
    name: 'an answer the disk refused is dropped from memory',
    file: UNSAVED,
    find: `    unsaved.refused = true
`,
    replace: `    this.#answers.delete(unsaved.record.stream_id)
`,
  },
  {
    name: 'the next prompt forgets a partial answer that is not saved yet',
    file: UNSAVED,
    find: `    if (!unsaved) return message`,
    replace: `    if (!unsaved || message.created_at !== 0) return message`,
  },
  {
    name: 'a partial answer is not told to the engine',
    file: PROMPT,
    find: `textOf(message).trim() !== ''`,
    replace: `textOf(message).trim() !== '' && message.end?.reason !== 'superseded'`,
  },
  {
    name: 'an end is handed to the disk after the opening that follows it',
    file: UNSAVED,
    find: `    if (is_saved) {`,
    replace: `    if (is_saved && end.reason === 'success') {`,
  },
  {
    name: 'a prompt that could not be saved after a stop is forgotten',
    file: UNSAVED,
    find: `    if (unsaved.record.end.error?.error_type === 'store_failed') return this.#forget(unsaved)`,
    replace: `    if (unsaved.opening) return this.#forget(unsaved)`,
  },
  {
    name: 'one unsaved answer is told as none',
    file: UNSAVED,
    find: `    this.#tell(count)`,
    replace: `    this.#tell(this.#answers.size > 0 && count === 1 ? 0 : count)`,
  },
  {
    name: 'an engine that cannot start blocks its session',
    file: RUN,
    find: `    stream.settle({ reason: 'error', error: engineBug(engine, error) })
    return { release: { how: 'cooperative', release_ms: 0 }, gone: Promise.resolve() }`,
    replace: `    return new Promise(() => void error)`,
  },
  {
    name: 'standing in line counts as silence',
    file: RUN,
    find: `if (status.status === 'waiting') watchdog.pause()
        else if (`,
    replace: `if (`,
  },
  {
    name: 'two tries to save at once save the same twice',
    file: UNSAVED,
    find: `    this.#retrying ??= this.#retry()`,
    replace: `    this.#retrying = this.#retry()`,
  },
  {
    name: 'what was refused is looked up when the engine starts, not when the prompt is saved',
    file: REGISTRY,
    find: `return { ...saved, branch: saved.branch.map((message) => this.#unsaved.withUnsavedText(message)) }`,
    replace: `return saved`,
  },
]
