import type { SpanPhase, StreamTrace, TraceDrop, TraceEvent } from '../../../shared/stream-trace.ts'
import type { Counters } from '../streams/counters.ts'
import type { Drop } from '../streams/drops.ts'
import type { InspectorData } from './inspector.ts'
import { eventCount, extentOf, groupTraces } from './trace-groups.ts'
import { PHASES, phaseTotals, segmentsOf } from './trace-phases.ts'
import type { Scale } from './trace-scale.ts'
import { scaleFor } from './trace-scale.ts'
import { DROP_WORDS, markWords, msWords, traceState } from './trace-words.ts'

export interface ReportInput {
  /** "Sluice 0.1.0 on electron, linux" */
  about: string
  /** Milliseconds since 1970. */
  made_at: number
  /** On main's clock. */
  now_ms: number
  inspector: InspectorData
  gate: Counters
  drops: readonly Drop[]
}

/** Of each of the newest streams so many events are told: an issue holds 65,536 characters. */
const EVENTS_TOLD = 30
const STREAMS_WITH_EVENTS = 8
const DROPS_TOLD = 20
const BAR_CHARS = 60
const BAR_SIGNS: Readonly<Record<SpanPhase, string>> = {
  waiting: '.',
  loading: ':',
  thinking: '~',
  writing: '#',
  stalled: '!',
  stopping: '/',
}

/** The streams of a session as Markdown, newest first. What it is made of holds no text, so neither does it. */
export function traceReport(input: ReportInput): string {
  const { about, made_at, now_ms, inspector, gate, drops } = input
  const groups = groupTraces(inspector.traces).toReversed()
  const newest = new Set(inspector.traces.slice(-STREAMS_WITH_EVENTS))
  const lines = [
    '# Streams of one chat',
    '',
    `${about}, ${new Date(made_at).toISOString()}. It holds nothing of what was written.`,
    '',
    `- session_id: ${inspector.session_id ?? 'none'}`,
    ...countLines(inspector, gate),
    '',
    `In the bars: ${PHASES.map((phase) => `\`${BAR_SIGNS[phase]}\` ${phase}`).join(', ')}.`,
    `Events are told of the newest ${STREAMS_WITH_EVENTS} streams.`,
    ...groups.flatMap((group) => [
      ...groupLines(group, now_ms),
      ...group.flatMap((trace) => [
        ...streamLines(trace, now_ms, drops),
        ...(newest.has(trace) ? eventLines(trace) : []),
      ]),
    ]),
  ]
  return `${lines.join('\n')}\n`
}

function countLines({ counters, traces }: InspectorData, gate: Counters): string[] {
  const events = traces.reduce((sum, trace) => sum + eventCount(trace), 0)
  const dropped = gate.stale + gate.duplicate + gate.after_done
  const core = counters && [
    `- now: ${counters.live} live, ${counters.processes} engine processes`,
    `- since the app started: ${counters.opened} opened, ${counters.ended} ended, ${counters.discarded} discarded, ${counters.forced} forced, ${counters.fenced} fenced, ${counters.late} late replies dropped`,
  ]
  return [
    ...(core ?? []),
    `- this window: ${dropped} events dropped by the gate (${gate.stale} stale, ${gate.duplicate} duplicate, ${gate.after_done} after done), ${gate.gaps} gaps, ${gate.resyncs} resyncs`,
    `- this chat: ${traces.length} streams, ${events} events`,
  ]
}

function groupLines(group: readonly StreamTrace[], now_ms: number): string[] {
  const { from_ms, length_ms } = extentOf(group, now_ms)
  const scale = scaleFor(length_ms)
  const axis = { from_ms, length_ms: scale.length_ms }
  const began = new Date(group[0]?.opened_at ?? 0).toISOString()
  return [
    '',
    `## ${began}, ${group.length === 1 ? 'one stream' : `${group.length} streams`}`,
    '',
    '```',
    ...group.map((trace) => `${String(trace.generation).padStart(5)} |${barText(trace, axis, now_ms)}|`),
    `${' '.repeat(7)}0${axisEnd(scale).padStart(BAR_CHARS - 1)}`,
    '```',
  ]
}

function axisEnd({ ticks }: Scale): string {
  return ticks.at(-1)?.words ?? ''
}

function barText(trace: StreamTrace, axis: { from_ms: number; length_ms: number }, now_ms: number): string {
  const chars: string[] = Array.from({ length: BAR_CHARS }, () => ' ')
  for (const { phase, left, width } of segmentsOf(trace, axis, now_ms)) {
    const from = Math.min(BAR_CHARS - 1, Math.floor((left / 100) * BAR_CHARS))
    const to = Math.max(from + 1, Math.round(((left + width) / 100) * BAR_CHARS))
    chars.fill(BAR_SIGNS[phase], from, to)
  }
  return chars.join('')
}

function streamLines(trace: StreamTrace, now_ms: number, drops: readonly Drop[]): string[] {
  const own = drops.filter((drop) => drop.stream_id === trace.stream_id).slice(-DROPS_TOLD)
  return [
    '',
    `### Generation ${trace.generation}: ${trace.model ?? 'no model'}: ${traceState(trace).words}`,
    '',
    `- stream_id: ${trace.stream_id}, message_id: ${trace.message_id}, trace_id: ${trace.trace_id}`,
    `- phases: ${phaseTotals(trace, now_ms)
      .map(({ phase, ms }) => `${phase} ${msWords(ms)}`)
      .join(', ')}`,
    `- moments: ${trace.marks.map((mark) => `${markWords(mark)} +${mark.at_ms} ms`).join('; ')}`,
    ...(trace.release ? [`- release: ${trace.release.how} after ${msWords(trace.release.release_ms)}`] : []),
    `- text: ${trace.tokens} token events, ${trace.chars} characters`,
    ...trace.drops.map(dropLine),
    ...own.map(({ seq, type, why }) => `- dropped in this window: seq ${seq}, ${type}: ${DROP_WORDS[why]}`),
  ]
}

function dropLine({ where, why, count }: TraceDrop): string {
  return `- dropped in ${where === 'main' ? 'main' : 'a window'}: ${count}: ${DROP_WORDS[why]}`
}

function eventLines(trace: StreamTrace): string[] {
  const told = trace.events.slice(-EVENTS_TOLD)
  const earlier = told[0]?.seq ?? 0
  return ['', '```', ...(earlier > 0 ? [`(${earlier} earlier events)`] : []), ...told.map(eventLine), '```']
}

function eventLine({ seq, at_ms, type, word, chars }: TraceEvent): string {
  const size = chars > 0 ? `  ${chars} chars` : ''
  return `${String(seq).padStart(6)}  ${`+${at_ms.toFixed(1)} ms`.padStart(14)}  ${type.padEnd(6)}  ${word}${size}`
}
