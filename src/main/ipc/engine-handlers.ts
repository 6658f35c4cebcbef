import type { StreamRegistry } from '../streams/stream-registry.ts'
import type { StreamId } from '../../shared/ids.ts'
import type { RequestName, Requests } from '../../shared/ipc-contract.ts'
import type { ModelRef } from '../../shared/session.ts'
import type { Asking } from './asking.ts'
import type { Answer } from './serve-requests.ts'

export interface EngineParts {
  registry: StreamRegistry
  asking: Asking
  restartEngine: (model: ModelRef) => void
  /** The answers to be stopped so that this stream gets its room, for which it is the next from now on. */
  makeRoom: (stream_id: StreamId, for_room_of: string) => StreamId[]
}

type EngineRequest = Extract<RequestName, `engine:${string}`>

/** What a person decides about the processes of models. */
export function engineHandlers({ registry, asking, restartEngine, makeRoom }: EngineParts): {
  [Name in EngineRequest]: (input: Requests[Name]['input']) => Answer<Name>
} {
  return {
    'engine:restart': (model) => {
      restartEngine(model)
      return null
    },
    'engine:make_room': async ({ stream_id, for_room_of }) => {
      const answering = makeRoom(stream_id, for_room_of)
      // In this tick, like every Stop.
      const stopped = answering.map((id) => {
        const stream = registry.snapshot(id)
        if (stream) asking.turn(stream.session_id)
        return registry.stop(id)
      })
      return { stopped: (await Promise.all(stopped)).length }
    },
  }
}
