import type { SessionId, StreamId } from '../../../shared/ids.ts'
import type { Bridge } from '../../../shared/ipc-contract.ts'
import type { ModelRef } from '../../../shared/session.ts'
import { nameOf } from '../../../shared/session.ts'
import type { StatusFields } from '../../../shared/stream-event.ts'
import type { AppData, AppStore } from '../app-store.ts'
import type { Connections } from '../models/connections.ts'
import { nameModel } from '../models/connections.ts'
import type { LiveStream } from './live-stream.ts'
import { isRunning } from './live-stream.ts'
import { findSession } from '../sessions/session-list.ts'

/** An answer that waits for the memory of a model that is answering. */
export interface WaitsForRoom {
  session_id: SessionId
  stream_id: StreamId
  model: ModelRef
}

export interface MakeRoomActions {
  /** Opens the question whether it shall wait. */
  askRoom: (waits: WaitsForRoom) => void
  /** Stops the answer in whose room this stream waits; its own model is the next to be loaded. */
  makeRoom: (stream_id: StreamId, for_room_of: string) => void
}

export interface MakeRoomDependencies {
  store: AppStore
  request: Bridge['request']
  notice: (text: string) => void
}

export function createMakeRoom({ store, request, notice }: MakeRoomDependencies): MakeRoomActions {
  return {
    askRoom: (room) => store.setState({ dialog: 'room', room, drawer_open: false }),
    makeRoom: (stream_id, for_room_of) => {
      store.setState({ dialog: null })
      void request('engine:make_room', { stream_id, for_room_of }).catch(() =>
        notice('Sluice did not answer, so nothing was stopped. Try again.'),
      )
    },
  }
}

/** The model in whose room the answer waits that a person is asked about; null once it waits no more. */
export function askedRoomOf({ room, live }: AppData): string | null {
  const stream = room && live[room.session_id]
  return stream?.stream_id === room?.stream_id ? (stream?.status?.for_room_of ?? null) : null
}

/** The model a waiting answer needs the memory of, as people call it; null when it needs none. */
export function roomHolder(
  connections: Connections,
  model: ModelRef,
  status: StatusFields | null,
): string | null {
  const for_room_of = status?.for_room_of
  if (for_room_of === undefined) return null
  return nameModel(connections, { ...model, model: for_room_of })?.label ?? for_room_of
}

/** The chat in which a model answers just now, by its name; null when this window knows of none. */
export function chatAnsweredBy(data: AppData, ref: ModelRef): string | null {
  const live = Object.values(data.live).find((one) => {
    const { connection_id, model } = modelOf(data, one) ?? {}
    const writes = one.status?.status !== 'waiting'
    return isRunning(one) && writes && connection_id === ref.connection_id && model === ref.model
  })
  const session = live && findSession(data.sessions, live.session_id)
  return session ? nameOf(session) : null
}

/** The model of a stream: its message has it, where this window has the message; else what its chat asks. */
function modelOf(data: AppData, { session_id, message_id }: LiveStream): ModelRef | null {
  const messages = data.loaded[session_id]?.messages ?? []
  const message = messages.findLast((one) => one.message_id === message_id)
  return message?.model ?? findSession(data.sessions, session_id)?.model ?? data.settings.default_model
}
