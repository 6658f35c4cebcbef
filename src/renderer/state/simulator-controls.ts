import type { Bridge, Refusal } from '../../shared/ipc-contract.ts'
import type { SessionId, StreamId } from '../../shared/ids.ts'
import type { AppStore } from './app-store.ts'
import { chosenModel } from './app-store.ts'
import { isRunning } from './live-stream.ts'
import type { Provocation, ProvocationPlan, Series } from './provocations.ts'
import { PROVOCATIONS } from './provocations.ts'
import type { Stopping } from './stop.ts'

const LOST = 'Sluice did not answer, so nothing more was sent. Try again.'

export interface SimulatorActions {
  /** Sends the test prompts of a provocation; nothing happens while a series is being sent. */
  provoke: (provocation: Provocation) => void
  /** Ends the series that is being sent: what was sent stays, the rest is not sent. */
  endSeries: () => void
}

export interface SimulatorControls extends SimulatorActions {
  /** The same actions, which also end a series that is being sent: a person who stops wants nothing more to come. */
  endingSeries: (stopping: Stopping) => Stopping
}

export interface SimulatorDependencies {
  store: AppStore
  request: Bridge['request']
  /** The session on screen, made first for a new chat. */
  here: () => Promise<{ session_id: SessionId } | Refusal>
  stop: Stopping['stop']
}

/** A series under way, and the timers it owns. */
interface Run {
  plan: ProvocationPlan
  timers: Set<ReturnType<typeof setTimeout>>
  /** What is still to be done: prompts, and a stop. */
  left: number
  opened: Map<SessionId, StreamId>
}

/** Provokes on purpose what people do by accident, through the way every prompt goes. */
export function createSimulatorControls(deps: SimulatorDependencies): SimulatorControls {
  const { store, request } = deps
  let number = 0
  let run: Run | null = null

  const show = (change: Partial<Series>): void =>
    store.setState(({ series }) => ({ series: series && { ...series, ...change } }))

  const over = (change: Partial<Series> = {}): void => {
    for (const timer of run?.timers ?? []) clearTimeout(timer)
    run = null
    show({ ...change, running: false })
  }

  const later = (mine: Run, ms: number, act: () => void): void => {
    const timer = setTimeout(() => {
      mine.timers.delete(timer)
      act()
    }, ms)
    mine.timers.add(timer)
  }

  const stepDone = (mine: Run): void => {
    mine.left--
    if (mine.left === 0) over()
  }

  const sendOne = async (mine: Run, session_id: SessionId, words: string): Promise<void> => {
    const prompt = `Test ${++number}: ${words}`
    const reply = await request('stream:open', { session_id, prompt }).catch(() => ({ refused: LOST }))
    if (run !== mine) return
    if ('refused' in reply) return over({ refused: reply.refused })
    mine.opened.set(session_id, reply.stream_id)
    show({ sent: (store.getState().series?.sent ?? 0) + 1 })
    stepDone(mine)
  }

  /** Only what this series began: a person may have sent something else meanwhile. */
  const stopOne = (mine: Run, session_id: SessionId): void => {
    const live = store.getState().live[session_id]
    if (isRunning(live) && live.stream_id === mine.opened.get(session_id)) deps.stop(session_id)
    stepDone(mine)
  }

  const play = async (mine: Run): Promise<void> => {
    const { new_chats, prompts, stop_at_ms } = mine.plan
    const chats = new_chats === null ? [await deps.here()] : await newChats(deps, new_chats)
    if (run !== mine) return
    const refusal = chats.find((chat) => 'refused' in chat)
    if (refusal) return over({ refused: refusal.refused })
    const sessions = chats.flatMap((chat) => ('refused' in chat ? [] : [chat.session_id]))
    for (const { at_ms, chat, words } of prompts) {
      const session_id = sessions[chat]
      if (!session_id) continue
      if (at_ms === 0) void sendOne(mine, session_id, words)
      else later(mine, at_ms, () => void sendOne(mine, session_id, words))
    }
    const [first] = sessions
    if (stop_at_ms !== null && first) later(mine, stop_at_ms, () => stopOne(mine, first))
  }

  const provoke = (provocation: Provocation): void => {
    const plan = PROVOCATIONS.find((one) => one.provocation === provocation)
    if (run || !plan) return
    const left = plan.prompts.length + (plan.stop_at_ms === null ? 0 : 1)
    run = { plan, timers: new Set(), left, opened: new Map() }
    store.setState({ series: { provocation, running: true, sent: 0, refused: null, ended: false } })
    void play(run)
  }

  const endSeries = (): void => {
    if (run) over({ ended: true })
  }

  const endingSeries = ({ stop, stopAll }: Stopping): Stopping => ({
    stop: (session_id) => {
      endSeries()
      return stop(session_id)
    },
    stopAll: () => {
      endSeries()
      stopAll()
    },
  })

  return { provoke, endSeries, endingSeries }
}

/** Chats of the model that the chat on screen uses. The person stays where they are. */
function newChats(
  { store, request }: SimulatorDependencies,
  count: number,
): Promise<({ session_id: SessionId } | Refusal)[]> {
  const model = chosenModel(store.getState())
  const create = () => request('session:create', { model }).catch(() => ({ refused: LOST }))
  return Promise.all(Array.from({ length: count }, create))
}
