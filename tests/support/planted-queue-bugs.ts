import type { PlantedBug } from './planted-bugs.ts'

const QUEUE = 'main/streams/prompt-queue.ts'
const TURNSTILE = 'main/streams/queue-turnstile.ts'
const LINE = 'main/streams/queue-line.ts'
const REGISTRY = 'main/streams/stream-registry.ts'

/** Planted in what lets waiting prompts out. */
export const QUEUE_BUGS: PlantedBug[] = [
  {
    name: 'a Stop sends the next prompt',
    file: TURNSTILE,
    find: `  stopped: 'stopped',
`,
    replace: `  stopped: null,
`,
  },
  {
    name: 'a failure sends the next prompt',
    file: TURNSTILE,
    find: `  error: 'failed',
`,
    replace: `  error: null,
`,
  },
  {
    name: 'superseding pauses the queue',
    file: TURNSTILE,
    find: `  superseded: null,
`,
    replace: `  superseded: 'stopped',
`,
  },
  {
    name: 'a prompt leaves the queue when it is opened, not when it is saved',
    file: TURNSTILE,
    find: `    prompt.stream_id = stream_id
`,
    replace: `    prompt.stream_id = stream_id
    line.leave(queue_id)
`,
  },
  {
    name: 'a prompt the disk refused is on its way for ever',
    file: TURNSTILE,
    find: `    prompt.state = 'waiting'
    this.tell(line, 'queue_back', prompt.queue_id)
`,
    replace: `    this.tell(line, 'queue_back', prompt.queue_id)
`,
  },
  {
    name: 'an answer the disk refused does not hold the next prompt',
    file: TURNSTILE,
    find: `      if (this.#unsaved > 0) this.pause(line, 'unsaved')
`,
    replace: ``,
  },
  {
    name: 'the next prompt does not wait for the answer before to be saved',
    file: TURNSTILE,
    find: `      await this.#deps.saved()
`,
    replace: ``,
  },
  {
    name: 'the next prompt goes out in the end of the answer before',
    file: TURNSTILE,
    find: `    if (reason) this.pause(line, reason)
`,
    replace: `    if (reason) this.pause(line, reason)
    else if (event.reason === 'success' && line.prompts[0]) this.send(line, line.prompts[0], 'next')
`,
  },
  {
    name: 'a paused queue goes on after the next success',
    file: TURNSTILE,
    find: `    if (line.paused || next?.state !== 'waiting') return
`,
    replace: `    if (next?.state !== 'waiting') return
`,
  },
  {
    name: 'a prompt is sent while it is edited',
    file: LINE,
    find: `    const result = this.#turns.then(work)
`,
    replace: `    const result = work()
`,
  },
  {
    name: 'a waiting prompt goes to whichever branch is looked at',
    file: TURNSTILE,
    find: `where === 'behind' ? this.#answered.get(line.session_id) : null`,
    replace: `where === 'behind' ? null : null`,
  },
  {
    name: 'a prompt queued where nothing runs goes behind the last answer, wherever the person looks',
    file: QUEUE,
    find: `this.#turnstile.sendNext(line, where)`,
    replace: `this.#turnstile.sendNext(line)`,
  },
  {
    name: 'the next prompt follows an answer the disk refused to open',
    file: TURNSTILE,
    find: `    else this.#answered.set(event.session_id, event.message_id)
`,
    replace: `    this.#answered.set(event.session_id, event.message_id)
`,
  },
  {
    name: 'a prompt queued while imported ones are read waits twice',
    file: QUEUE,
    find: `=> !this.#lines.get(session_id)?.knows(queue_id))`,
    replace: `=> session_id && queue_id)`,
  },
  {
    name: 'a prompt sent while imported ones are read waits again',
    file: LINE,
    find: `return this.#left.has(queue_id) || this.find(queue_id) !== undefined`,
    replace: `return this.find(queue_id) !== undefined`,
  },
  {
    name: 'after a start the queue goes on by itself',
    file: QUEUE,
    find: `      line.paused = reason
      const waiting`,
    replace: `      const waiting`,
  },
  {
    name: 'a prompt counts only once it is on disk, and a Stop meanwhile misses it',
    file: QUEUE,
    find: `    line.prompts.push(prompt)
    return line.turn(async () => {
`,
    replace: `    return line.turn(async () => {
      line.prompts.push(prompt)
`,
  },
  {
    name: 'what was deleted on the way out can be taken back for ten seconds',
    file: 'main/streams/removed-prompts.ts',
    find: `    if (this.#disposed) return
`,
    replace: ``,
  },
  {
    name: 'what waits follows an answer that can never be saved',
    file: TURNSTILE,
    find: `    if (last && isFinal(error)) this.#answered.delete(session_id)
`,
    replace: `    void last
`,
  },
  {
    name: 'an opening does not say which waiting prompt it is',
    file: REGISTRY,
    find: `this.#deps.newId), queue_id, continues: null }`,
    replace: `this.#deps.newId), queue_id: queue_id && null, continues: null }`,
  },
]
