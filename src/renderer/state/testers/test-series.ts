import type { Bridge, Refusal } from '../../../shared/ipc-contract.ts'
import type { SessionId, StreamId } from '../../../shared/ids.ts'
import type { AppStore } from '../app-store.ts'
import { chosenModel } from '../app-store.ts'
import { isRunning } from '../streams/live-stream.ts'
import type { Provocation, ProvocationPlan, Series } from './provocations.ts'
import { PROVOCATIONS } from './provocations.ts'
import type { Stopping } from '../streams/stop.ts'

const LOST = 'Sluice did not answer, so nothing more was sent. Try again.'

export interface SeriesDependencies {
  store: AppStore
  request: Bridge['request']
  /** The session on screen, made first for a new chat. */
  here: () => Promise<Target>
  stop: Stopping['stop']
}

type Target = { session_id: SessionId } | Refusal

/** A series under way, and the timers it owns. */
interface Run {
  plan: ProvocationPlan
  timers: Set<ReturnType<typeof setTimeout>>
  /** What is still to be done: prompts, and a stop. */
  left: number
  opened: Map<SessionId, StreamId>
}

/** Sends the prompts of one provocation at a time, through the way every prompt goes. */
export class TestSeries {
  #deps: SeriesDependencies
  #run: Run | null = null
  /** Of the prompt that was sent last. */
  #number = 0

  constructor(deps: SeriesDependencies) {
    this.#deps = deps
  }

  /** Nothing happens while a series is being sent. */
  begin(provocation: Provocation): void {
    const plan = PROVOCATIONS.find((one) => one.provocation === provocation)
    if (this.#run || !plan) return
    const left = plan.prompts.length + (plan.stop_at_ms === null ? 0 : 1)
    this.#run = { plan, timers: new Set(), left, opened: new Map() }
    const before = { sent: 0, refused: null, ended: false, nothing_to_stop: false }
    this.#deps.store.setState({ series: { provocation, running: true, ...before } })
    void this.#play(this.#run)
  }

  /** What was sent stays, the rest is not sent. */
  end(): void {
    if (this.#run) this.#over({ ended: true })
  }

  async #play(run: Run): Promise<void> {
    const { new_chats, prompts, stop_at_ms } = run.plan
    const chats = new_chats === null ? [await this.#deps.here()] : await this.#newChats(new_chats)
    if (this.#run !== run) return
    const refusal = chats.find((chat) => 'refused' in chat)
    if (refusal) return this.#over({ refused: refusal.refused })
    const sessions = chats.flatMap((chat) => ('refused' in chat ? [] : [chat.session_id]))
    for (const { at_ms, chat, words } of prompts) {
      const session_id = sessions[chat]
      if (session_id) this.#at(run, at_ms, () => void this.#send(run, session_id, words))
    }
    const [first] = sessions
    if (stop_at_ms !== null && first) this.#at(run, stop_at_ms, () => this.#stop(run, first))
  }

  /** Chats of the model that the chat on screen uses. The person stays where they are. */
  #newChats(count: number): Promise<Target[]> {
    const { store, request } = this.#deps
    const model = chosenModel(store.getState())
    const create = (): Promise<Target> =>
      request('session:create', { model }).catch(() => ({ refused: LOST }))
    return Promise.all(Array.from({ length: count }, create))
  }

  #at(run: Run, ms: number, act: () => void): void {
    if (ms === 0) return act()
    const timer = setTimeout(() => {
      run.timers.delete(timer)
      act()
    }, ms)
    run.timers.add(timer)
  }

  async #send(run: Run, session_id: SessionId, words: string): Promise<void> {
    const { store, request } = this.#deps
    const prompt = `Test ${++this.#number}: ${words}`
    const reply = await request('stream:open', { session_id, prompt }).catch(() => ({ refused: LOST }))
    if (this.#run !== run) return
    if ('refused' in reply) return this.#over({ refused: reply.refused })
    run.opened.set(session_id, reply.stream_id)
    this.#show({ sent: (store.getState().series?.sent ?? 0) + 1 })
    this.#stepDone(run)
  }

  /** Only what this series began: a person may have sent something else meanwhile. */
  #stop(run: Run, session_id: SessionId): void {
    const live = this.#deps.store.getState().live[session_id]
    if (isRunning(live) && live.stream_id === run.opened.get(session_id)) this.#deps.stop(session_id)
    else this.#show({ nothing_to_stop: true })
    this.#stepDone(run)
  }

  #stepDone(run: Run): void {
    run.left--
    if (run.left === 0) this.#over({})
  }

  #over(change: Partial<Series>): void {
    for (const timer of this.#run?.timers ?? []) clearTimeout(timer)
    this.#run = null
    this.#show({ ...change, running: false })
  }

  #show(change: Partial<Series>): void {
    this.#deps.store.setState(({ series }) => ({ series: series && { ...series, ...change } }))
  }
}
