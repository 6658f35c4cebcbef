import type { EndReason } from '../../../shared/stream-end.ts'
import type { DropReason, StreamTrace, TraceMark } from '../../../shared/stream-trace.ts'

/** How a stream stands, as a tone (never without the words). */
export interface TraceState {
  tone: 'live' | 'stopping' | 'quiet' | 'stopped' | 'failed'
  words: string
}

/** "3 ms", "512 ms", "1.24 s", "12.3 s", "2 min 5 s": finer than elsewhere, because here milliseconds are the subject. */
export function msWords(ms: number): string {
  const whole = Math.round(ms)
  if (whole < 1_000) return `${whole} ms`
  if (whole < 9_995) return `${(whole / 1_000).toFixed(2)} s`
  if (whole < 59_950) return `${(whole / 1_000).toFixed(1)} s`
  const seconds = Math.round(whole / 1_000)
  return seconds % 60 === 0
    ? `${Math.floor(seconds / 60)} min`
    : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

export function traceState(trace: StreamTrace): TraceState {
  const { end, release } = trace
  if (!end) return { tone: 'live', words: capital(trace.spans.at(-1)?.phase ?? 'waiting') }
  const reason = endWord(trace)
  if (!release) return { tone: 'stopping', words: `${reason} · engine still busy` }
  const tone = end.reason === 'error' ? 'failed' : end.reason === 'success' ? 'quiet' : 'stopped'
  if (wasDiscarded(trace)) return { tone, words: `${reason} · never started` }
  if (release.how === 'forced') return { tone, words: `${reason} · forced` }
  return release.how === 'fenced'
    ? { tone: 'failed', words: `${reason} · fenced off` }
    : { tone, words: reason }
}

export function wasDiscarded({ marks }: StreamTrace): boolean {
  return marks.some(({ mark }) => mark === 'discarded')
}

const END_WORDS: Readonly<Record<EndReason, string>> = {
  success: 'Complete',
  stopped: 'Stopped',
  superseded: 'Superseded',
  interrupted: 'Interrupted',
  error: 'Failed',
}

/** One word, with the kind of failure: "Stopped", "Failed: engine crashed". */
export function endWord({ end }: StreamTrace): string {
  if (!end) return 'Running'
  return end.error_type ? `${END_WORDS[end.reason]}: ${plain(end.error_type)}` : END_WORDS[end.reason]
}

export const MARK_WORDS: Readonly<Record<TraceMark['mark'], string>> = {
  opened: 'opened',
  started: 'given to the engine',
  first_token: 'first token',
  stop_asked: 'stop asked',
  ended: 'ended',
  discarded: 'discarded, never started',
  released: 'engine released',
  forced: 'engine taken away by force',
  fenced: 'engine did not leave even by force: fenced off',
  saved: 'saved after all',
  save_failed: 'saving failed',
}

export const DROP_WORDS: Readonly<Record<DropReason, string>> = {
  after_end: 'the engine wrote after the end',
  stale: 'of an older stream',
  duplicate: 'came a second time',
  after_done: 'came after the end',
}

/** A mark with its word: "ended: engine crashed", "stop asked: superseded". */
export function markWords({ mark, word }: TraceMark): string {
  return word === undefined ? MARK_WORDS[mark] : `${MARK_WORDS[mark]}: ${plain(word)}`
}

/** The first eight characters tell a session's streams apart. */
export function shortId(id: string): string {
  return id.slice(0, 8)
}

function plain(word: string): string {
  return word.replaceAll('_', ' ')
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
