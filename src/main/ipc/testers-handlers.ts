import type { Bundle, DroppedEvents, Refusal } from '../../shared/ipc-contract.ts'
import type { Diagnosis } from '../../shared/diagnosis.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { StabilityState } from '../../shared/stability.ts'
import type { CoreCounters, StreamTrace } from '../../shared/stream-trace.ts'
import type { Handlers } from './serve-requests.ts'

/** The testers' kit, as far as a window may ask for it. */
export interface TestersParts {
  recorder: {
    /** See `inspector:streams`. */
    streams(
      session_id: SessionId,
      since: number,
    ): { revision: number; now_ms: number; traces: StreamTrace[]; counters: CoreCounters }
  }
  pages: {
    /** A page said that it is alive. */
    alive(page_id: number, longest_task_ms: number): void
    dropped(dropped: readonly DroppedEvents[]): void
  }
  stability: { readonly state: StabilityState; start(): Refusal | null; cancel(): void }
  diagnose: () => Promise<Diagnosis>
  bundles: {
    build(): Promise<Bundle>
    /** Asks the person where to. */
    save(bundle_id: string): Promise<{ saved: string } | Refusal | null>
  }
}

export type TestersRequest =
  | 'window:alive'
  | 'window:dropped'
  | 'inspector:streams'
  | `stability:${string}`
  | 'diagnosis:run'
  | `bundle:${string}`

export function testersHandlers({ recorder, pages, stability, diagnose, bundles }: TestersParts): {
  [Name in keyof Handlers as Name extends TestersRequest ? Name : never]: Handlers[Name]
} {
  return {
    'window:alive': ({ longest_task_ms }, { page_id }) => {
      pages.alive(page_id, longest_task_ms)
      return null
    },
    'window:dropped': ({ dropped }) => {
      pages.dropped(dropped)
      return null
    },
    'inspector:streams': ({ session_id, since }) => recorder.streams(session_id, since),
    'stability:state': () => stability.state,
    'stability:start': () => stability.start(),
    'stability:cancel': () => {
      stability.cancel()
      return null
    },
    'diagnosis:run': () => orSentence('The log could not be read', diagnose),
    'bundle:build': () => orSentence('The report could not be made', () => bundles.build()),
    'bundle:save': ({ bundle_id }) => bundles.save(bundle_id),
  }
}

/** A disk that refuses is no bug: it is told. */
async function orSentence<Output>(what: string, work: () => Promise<Output>): Promise<Output | Refusal> {
  try {
    return await work()
  } catch (error) {
    return { refused: `${what}: ${error instanceof Error ? error.message : String(error)}` }
  }
}
