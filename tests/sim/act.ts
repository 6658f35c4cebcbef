import type { Actions } from '../../src/renderer/state/actions.ts'
import type { AppData } from '../../src/renderer/state/app-store.ts'
import { openMessages } from '../../src/renderer/state/app-store.ts'
import { draftKey, draftOf } from '../../src/renderer/state/drafts/drafts.ts'
import type { MessageId, SessionId } from '../../src/shared/ids.ts'
import type { QueuedPrompt } from '../../src/shared/prompt-queue.ts'
import type { Message } from '../../src/shared/session.ts'
import { MODELS } from './sim-app.ts'
import { pick } from './random.ts'
import type { SimWindow } from './sim-window.ts'
import type { Step, StepName } from './steps.ts'
import type { World } from './world.ts'

const WAITS_MS = [1, 5, 20, 20, 60, 110, 110, 300, 600, 1_200, 2_500, 6_000, 11_000, 25_000, 70_000]
const HANGS_MS = [50, 400, 2_000, 9_000]
const FLOW = 12
const TAKES_TIME: readonly StepName[] = ['world', 'flow', 'engine']
const TAKES_MS = 24

/** One thing happens. */
export function act(world: World, { name, a, b }: Step): void {
  if (!world.app) world.start()
  const done = BY_THE_WORLD[name]
  if (done) done(world, a, b)
  else byPerson(world, name, a, b)
  world.check()
  // Everything takes a little time: without it all text of an answer would be told in one frame.
  if (b % 2 === 0 && TAKES_TIME.includes(name)) world.wait((b >>> 1) % TAKES_MS)
}

const BY_THE_WORLD: Partial<Record<StepName, (world: World, a: number, b: number) => void>> = {
  world: (world, a) => void world.happen(a),
  flow: (world, a) => {
    for (let count = a % FLOW; count >= 0; count--) if (!world.happen(a >>> count)) break
  },
  engine: (world, a, b) => engineActs(world, a, b),
  wait: (world, a) => {
    const ms = pick(WAITS_MS, a)
    world.say(`${ms} ms pass`)
    world.wait(ms)
  },
  hang: (world, a) => {
    const ms = pick(HANGS_MS, a)
    world.say(`main hangs for ${ms} ms`)
    world.wait(ms, true)
  },
  wall_clock: (world, a) => {
    world.time.wall_offset_ms += a % 2 === 0 ? 86_400_000 : -86_400_000
    world.say('the clock on the wall jumps by a day')
  },
  crash: (world, a) => world.crash(a),
  quit: (world) => world.quit(),
  disk_full: (world, a) => {
    if (world.app) world.app.client.full_for = a % 4 === 0 ? Infinity : 1 + (a % 3)
    world.say(`the disk is full for ${world.app?.client.full_for} writes`)
  },
  disk_well: (world) => {
    if (world.app) world.app.client.full_for = 0
    world.say('the disk is well')
  },
  engine_crash: (world, a) => {
    const alive = world.host.processes.filter(
      (child) => !child.gone && !child.killed && child.pid !== undefined,
    )
    if (alive.length === 0) return
    const child = pick(alive, a)
    child.crash()
    world.judge.crashes++
    world.judge.count('engine crash')
    world.say(`${child.name} crashes`)
  },
  memory: (world) => {
    world.memory.short = !world.memory.short
    world.say(world.memory.short ? 'memory is short' : 'there is memory')
  },
  open_window: (world) => world.openWindow(),
}

function engineActs(world: World, a: number, b: number): void {
  const all = [...world.host.processes, ...world.server.connections]
  const busy = all.filter((one) => one.life?.live)
  // Mostly those who have something to say.
  const from = busy.length > 0 && b % 8 !== 0 ? busy : all
  if (from.length === 0) return
  const one = pick(from, a)
  // Mostly it goes on a little, so that answers get long.
  for (let times = (b >>> 4) % 4; times >= 0; times--) {
    const did = one.act(b + (times << 8) * 7)
    if (did !== '') world.say(`${one.name} ${did}`)
  }
}

interface Person {
  world: World
  window: SimWindow
  data: AppData
  actions: Actions
  session_id: SessionId | null
  a: number
}

function byPerson(world: World, name: StepName, a: number, b: number): void {
  if (world.windows.length === 0) return
  const window = pick(world.windows, b)
  if (name === 'reload' || name === 'close_window') {
    world.judge.count(name)
    if (name === 'close_window' && world.windows.length === 1) return
    world.closeWindow(window)
    if (name === 'reload') world.openWindow()
    return
  }
  const { store, actions } = window.app
  const data = store.getState()
  if (data.phase !== 'ready') return
  const person: Person = { world, window, data, actions, session_id: data.open_session_id, a }
  const doing = BY_PERSON[name]?.(person)
  if (!doing) return
  world.judge.count(name)
  world.say(`window ${window.page_id}: ${doing.says}`)
  world.in(window, () => void doing.run())
}

interface Doing {
  says: string
  run: () => unknown
}

/** Each text a person writes is its own, so that one that is lost or doubled shows. */
function newText(world: World): string {
  return `p${++world.texts}.`
}

const BY_PERSON: Partial<Record<StepName, (person: Person) => Doing | null>> = {
  send: (person) => writing(person, 'send'),
  queue: (person) => writing(person, 'queue'),
  type: ({ world, actions, data, session_id }) => {
    const text = below(draftOf(data.drafts, draftKey(session_id)).text, newText(world))
    return { says: `types “${text}” in ${session_id ?? 'a new chat'}`, run: () => actions.type(text) }
  },
  stop: ({ actions, session_id }) => ({ says: `Stop in ${session_id}`, run: () => actions.stopOpen() }),
  stop_all: ({ actions }) => ({ says: 'stops all', run: () => actions.stopAll() }),
  show: ({ actions, data, a }) => {
    if (data.sessions.length === 0) return null
    const { session_id } = pick(data.sessions, a)
    return { says: `shows ${session_id}`, run: () => actions.show(session_id) }
  },
  new_chat: ({ actions, a }) => ({
    says: 'a new chat',
    run: () => {
      actions.newChat()
      return actions.setModel(pick(MODELS, a))
    },
  }),
  edit: (person) => {
    const prompt = messageOf(person, ({ role }) => role === 'user')
    const { actions, session_id, world } = person
    if (!prompt || !session_id) return null
    const text = newText(world)
    return {
      says: `edits ${prompt.message_id} to “${text}”`,
      run: () => actions.editPrompt(session_id, prompt.message_id, text),
    }
  },
  regenerate: (person) => {
    const answer = messageOf(person, ({ role }) => role === 'assistant')
    const { actions, session_id } = person
    if (!answer || !session_id) return null
    return {
      says: `regenerates ${answer.message_id}`,
      run: () => actions.regenerate(session_id, answer.message_id),
    }
  },
  continue: ({ actions, data, session_id }) => {
    const last = openMessages(data).at(-1)
    if (!session_id || last?.role !== 'assistant') return null
    return {
      says: `continues ${last.message_id}`,
      run: () => actions.continueAnswer(session_id, last.message_id),
    }
  },
  version: showVersion,
  delete: ({ actions, session_id, data }) =>
    session_id && data.sessions.length > 1
      ? { says: `deletes ${session_id}`, run: () => actions.remove(session_id) }
      : null,
  undo: ({ actions, data, a }) => {
    const toasts = data.toasts.filter(({ undo }) => undo)
    if (toasts.length === 0) return null
    const { undo, toast_id } = pick(toasts, a)
    return undo
      ? { says: `takes back: ${JSON.stringify(undo)}`, run: () => actions.undo(undo, toast_id) }
      : null
  },
  file: filing,
  earlier: ({ actions, data, session_id }) =>
    session_id && (data.loaded[session_id]?.earlier ?? 0) > 0
      ? { says: `reads further up in ${session_id}`, run: () => actions.loadEarlier(session_id) }
      : null,
  queue_edit: (person) =>
    waiting(person, (prompt, session_id) => {
      const text = newText(person.world)
      return {
        says: `edits the waiting “${prompt.text}” to “${text}”`,
        run: () => person.actions.editQueued(prompt, session_id, text),
      }
    }),
  queue_move: (person) =>
    waiting(person, ({ queue_id, text }, session_id) => ({
      says: `moves the waiting “${text}”`,
      run: () => person.actions.moveQueued(queue_id, session_id, person.a % 2 === 0 ? 1 : -1),
    })),
  queue_remove: (person) =>
    waiting(person, (prompt) => ({
      says: `deletes the waiting “${prompt.text}”`,
      run: () => person.actions.removeQueued(prompt),
    })),
  queue_send: (person) =>
    waiting(person, ({ queue_id, text }, session_id) => ({
      says: `sends the waiting “${text}” now`,
      run: () => {
        person.world.diskJudge.wanted(queue_id)
        return person.actions.sendQueued(queue_id, session_id)
      },
    })),
  queue_resume: ({ actions, session_id, data }) =>
    session_id && data.queues[session_id]
      ? { says: `resumes the queue of ${session_id}`, run: () => actions.resumeQueue(session_id) }
      : null,
  retry: ({ actions, data }) =>
    data.unsaved > 0 ? { says: 'tries to save again', run: () => actions.retrySaves() } : null,
  start_again: (person) => {
    const answer = messageOf(person, ({ role }) => role === 'assistant')
    const { actions, session_id } = person
    if (!answer?.model || !session_id) return null
    const { model, message_id } = answer
    return {
      says: `lets the engine of ${message_id} start again`,
      run: () => actions.startAgain(session_id, message_id, model),
    }
  },
}

/** What was typed or came back stays above. */
function below(before: string, text: string): string {
  return before.trim() === '' ? text : `${before} ${text}`
}

function writing({ world, actions, data, session_id }: Person, how: 'send' | 'queue'): Doing {
  const text = below(draftOf(data.drafts, draftKey(session_id)).text, newText(world))
  return {
    says: `${how === 'send' ? 'sends' : 'queues'} “${text}” in ${session_id ?? 'a new chat'}`,
    run: () => {
      actions.type(text)
      return actions[how]()
    },
  }
}

function messageOf({ data, a }: Person, wanted: (message: Message) => boolean): Message | null {
  const messages = openMessages(data).filter(wanted)
  // Mostly the last one.
  return messages.length === 0 ? null : ((a % 4 === 0 ? pick(messages, a >>> 2) : messages.at(-1)) ?? null)
}

function showVersion({ actions, data, session_id, a }: Person): Doing | null {
  const versions = Object.entries(data.loaded[session_id ?? '']?.versions ?? {})
  if (versions.length === 0 || !session_id) return null
  const [shown, siblings] = pick(versions, a)
  const at = siblings.indexOf(shown as MessageId)
  const previous = siblings[at - 1] ?? null
  const next = siblings[at + 1] ?? null
  const step = previous && (a % 2 === 0 || !next) ? 'previous' : 'next'
  const place = { previous, next, number: at + 1, count: siblings.length }
  return {
    says: `shows the ${step} version of ${shown}`,
    run: () => actions.showVersion({ session_id, place, step, top_px: 0 }),
  }
}

/** What a person does to a chat as a whole. */
function filing({ world, actions, data, a }: Person): Doing | null {
  if (data.sessions.length === 0) return null
  const { session_id, pinned, archived } = pick(data.sessions, a)
  const title = `t${world.texts}`
  const ways: Doing[] = [
    { says: `pins ${session_id}: ${!pinned}`, run: () => actions.pin(session_id, !pinned) },
    archived
      ? { says: `takes ${session_id} out of the archive`, run: () => actions.unarchive(session_id) }
      : { says: `archives ${session_id}`, run: () => actions.archive(session_id) },
    { says: `names ${session_id} “${title}”`, run: () => actions.rename(session_id, title) },
    { says: 'chooses another model', run: () => actions.setModel(pick(MODELS, a >>> 4)) },
  ]
  return pick(ways, a >>> 8)
}

function waiting(
  { data, session_id, a }: Person,
  doing: (prompt: QueuedPrompt, session_id: SessionId) => Doing,
): Doing | null {
  const prompts = data.queues[session_id ?? '']?.prompts ?? []
  return session_id && prompts.length > 0 ? doing(pick(prompts, a), session_id) : null
}
