import type { Clock } from '../lib/clock.ts'
import { Watchdog } from '../lib/watchdog.ts'
import type { Engine, EngineReply, EngineRequest, EngineRun } from '../ports.ts'
import { assertNever } from '../../shared/assert-never.ts'
import { ANSWER_MAX_BYTES, utf8Bytes } from '../../shared/limits.ts'
import type { Release } from '../../shared/stream-snapshot.ts'
import { releaseWithin } from './release-within.ts'
import { cutOff, engineBug, restless, stalled, tooLong } from './stream-errors.ts'
import type { Stream } from './stream.ts'

export interface RunRequest extends Pick<EngineRequest, 'model' | 'messages' | 'parameters'> {
  engine: Engine
  /** What the answer holds already, in UTF-8. */
  written_bytes: number
}

export interface RunOutcome {
  release: Release
  /** When even force did not help: resolves once the engine is gone after all. */
  gone: Promise<void>
}

/** An answer that changes between thinking and writing more often than this is no answer. */
const PARTS_MAX = 1_000

/** Pulls an engine's replies into a stream until the stream ends, then sees the engine out. Never rejects. */
export async function runStream(stream: Stream, request: RunRequest, clock: Clock): Promise<RunOutcome> {
  const { engine, written_bytes, ...wanted } = request
  const { stream_id, session_id } = stream.identity
  let run: EngineRun
  try {
    run = engine.start({ stream_id, session_id, ...wanted }, stream.signal)
  } catch (error) {
    // An engine that cannot even start holds nothing: the stream ends, the session goes on.
    stream.settle({ reason: 'error', error: engineBug(engine, error) })
    return { release: { how: 'cooperative', release_ms: 0 }, gone: Promise.resolve() }
  }
  const watchdog = watchFor(stream, engine, clock)
  await pull(stream, run, { engine, watchdog, written_bytes }).catch((error: unknown) => {
    stream.settle({ reason: 'error', error: engineBug(engine, error) })
  })
  watchdog.stop()
  // Not waited for: an engine that hangs in its reader is what the release below is for.
  void run.replies.return?.().catch(() => {})
  return { release: await releaseWithin(run, clock), gone: run.released }
}

async function pull(
  stream: Stream,
  run: EngineRun,
  { engine, watchdog, written_bytes }: { engine: Engine; watchdog: Watchdog; written_bytes: number },
): Promise<void> {
  const { between_tokens_ms } = engine.limits()
  let bytes = written_bytes
  while (!stream.end) {
    const reply = await nextOrEnd(stream, run, engine)
    // Read again after the wait: this is the one gate between an engine and a stream that has ended meanwhile.
    if (stream.end || reply === null) break
    switch (reply.type) {
      case 'status': {
        const { type: _type, ...status } = reply
        // Standing in line is nobody's silence; a percentage is progress, words alone are not.
        if (status.status === 'waiting') watchdog.pause()
        else if (status.percent !== undefined || watchdog.paused) watchdog.progress()
        stream.status(status)
        break
      }
      case 'text':
        watchdog.progress(between_tokens_ms)
        bytes += utf8Bytes(reply.content)
        stream.text(reply.content, reply.channel, reply.tokens)
        if (bytes > ANSWER_MAX_BYTES) stream.settle({ reason: 'error', error: tooLong() })
        else if (stream.part_count > PARTS_MAX)
          stream.settle({ reason: 'error', error: restless(engine, PARTS_MAX) })
        break
      case 'usage':
        stream.use(reply.usage)
        break
      case 'finish':
        stream.settle({ reason: 'success', finish: reply.finish, ...(reply.usage && { usage: reply.usage }) })
        break
      case 'failed':
        stream.settle({ reason: 'error', error: reply.error })
        break
      default:
        assertNever(reply)
    }
  }
}

/** The next reply, or null when the stream ends first or the engine has no more (which then is "cut off"). */
function nextOrEnd(stream: Stream, run: EngineRun, engine: Engine): Promise<EngineReply | null> {
  return new Promise((resolve) => {
    stream.onEnd(() => resolve(null))
    run.replies.next().then(
      (next) => {
        if (next.done) stream.settle({ reason: 'error', error: cutOff(engine) })
        resolve(next.done ? null : next.value)
      },
      (error: unknown) => {
        stream.settle({ reason: 'error', error: engineBug(engine, error) })
        resolve(null)
      },
    )
  })
}

function watchFor(stream: Stream, engine: Engine, clock: Clock): Watchdog {
  const { first_token_ms, stalled_notice_ms } = engine.limits()
  return new Watchdog(clock, first_token_ms, {
    notice_ms: stalled_notice_ms,
    onSilence: (silent_ms) => stream.status({ status: 'stalled', seconds: Math.floor(silent_ms / 1_000) }),
    onLimit: (silent_ms) => stream.settle({ reason: 'error', error: stalled(engine, silent_ms) }),
  })
}
