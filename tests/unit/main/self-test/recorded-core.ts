import { StreamRecorder } from '../../../../src/main/self-test/stream-recorder.ts'
import type { RegistryDependencies } from '../../../../src/main/streams/stream-registry.ts'
import type { SessionId, StreamId } from '../../../../src/shared/ids.ts'
import type { StreamTrace } from '../../../../src/shared/stream-trace.ts'
import { CoreUnderTest, loadCore, SESSION } from '../../../support/core-under-test.ts'
import type { ScriptedEngineOptions } from '../../../support/scripted-engine.ts'

const modules = await loadCore()

export interface RecordedCore {
  core: CoreUnderTest
  recorder: StreamRecorder
  /** Sessions told to have changed. */
  rung: SessionId[]
  trace: (stream_id: StreamId) => StreamTrace
}

/** The real core on a virtual clock, with a recorder looking over its shoulder. */
export function recordedCore(options: ScriptedEngineOptions = {}): RecordedCore {
  const rung: SessionId[] = []
  let recorder: StreamRecorder | undefined
  class RecordedRegistry extends modules.StreamRegistry {
    constructor(deps: RegistryDependencies) {
      const own = new StreamRecorder({
        clock: deps.clock,
        live: () => this.size,
        processes: () => 2,
        onChanged: (session_id) => rung.push(session_id),
      })
      super({ ...deps, sink: own.sink(deps.sink), writeLog: own.writeLog(deps.writeLog) })
      recorder = own
    }
  }
  const core = new CoreUnderTest({ ...modules, StreamRegistry: RecordedRegistry }, options)
  if (!recorder) throw new Error('the core built no registry')
  const built = recorder
  const trace = (stream_id: StreamId): StreamTrace => {
    const { session_id } = core.opened.find((one) => one.stream_id === stream_id) ?? { session_id: SESSION }
    const found = built.streams(session_id, 0).traces.find((one) => one.stream_id === stream_id)
    if (!found) throw new Error(`no trace of ${stream_id}`)
    return found
  }
  return { core, recorder: built, rung, trace }
}

/** "thinking 0-120, writing 120-" */
export function spansOf({ spans }: StreamTrace): string {
  return spans.map(({ phase, from_ms, to_ms }) => `${phase} ${from_ms}-${to_ms ?? ''}`).join(', ')
}

/** "opened@0 started@0 ended:stopped@120" */
export function marksOf({ marks }: StreamTrace): string {
  return marks.map(({ mark, at_ms, word }) => `${mark}${word ? `:${word}` : ''}@${at_ms}`).join(' ')
}
