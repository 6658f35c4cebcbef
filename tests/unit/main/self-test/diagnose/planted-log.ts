import type { Diagnosis, Finding } from '../../../../../src/shared/diagnosis.ts'
import { judgeLines } from '../../../../../src/main/self-test/diagnose/diagnose.ts'

type Fields = Record<string, unknown>

/** An id as the app mints them, different for each name. */
export function idOf(name: string): string {
  const hex = Buffer.from(name).toString('hex').padStart(12, '0').slice(-12)
  return `${hex.slice(-8)}-0000-4000-8000-${hex}`
}

export interface PlantedStream {
  session?: string
  model?: string
  reason?: string
  how?: 'cooperative' | 'forced' | 'fenced'
  release_ms?: number
  first_token_ms?: number
  error_type?: string
}

/** A log as the app writes it, line by line, with whatever fault a test plants. Each line comes 10 ms after the last. */
export class PlantedLog {
  readonly lines: string[] = []
  at = Date.parse('2026-03-01T10:00:00.000Z')

  line(event: string, fields: Fields = {}): this {
    const named = Object.entries(fields).map(([field, value]) =>
      field === 'stream_id' || field === 'session_id' ? [field, idOf(String(value))] : [field, value],
    )
    this.lines.push(
      JSON.stringify({ time: new Date(this.at).toISOString(), event, ...Object.fromEntries(named) }),
    )
    this.at += 10
    return this
  }

  raw(text: string): this {
    this.lines.push(text)
    return this
  }

  wait(ms: number): this {
    this.at += ms
    return this
  }

  start({ interrupted = 0 } = {}): this {
    return this.line('app_start', { version: '0.1.0', host: 'electron', node: '24.21.0', pid: 4711 }).line(
      'store_opened',
      { created: false, unclean: interrupted > 0, interrupted, purged: 0 },
    )
  }

  quit(why = 'in order, 40 ms'): this {
    return this.line('app_quit').line('app_exit', { why })
  }

  /** A line of a stream. */
  of(stream_id: string, event: string, fields: Fields = {}): this {
    const { session_id = 'chat', ...rest } = fields
    return this.line(event, { session_id, stream_id, trace_id: idOf('trace'), ...rest })
  }

  open(stream_id: string, { session = 'chat' }: PlantedStream = {}): this {
    return this.of(stream_id, 'stream_open', { session_id: session, generation: 1 })
  }

  begin(
    stream_id: string,
    { session = 'chat', model = 'llama3', first_token_ms = 300 }: PlantedStream = {},
  ): this {
    this.of(stream_id, 'stream_start', { session_id: session, model, messages: 1 })
    this.of(stream_id, 'stream_status', { session_id: session, status: 'thinking' })
    return this.of(stream_id, 'stream_first_token', { session_id: session, first_token_ms })
  }

  settle(stream_id: string, { session = 'chat', reason = 'success', error_type }: PlantedStream = {}): this {
    const error = error_type === undefined ? {} : { error_type }
    const fields = { session_id: session, reason, ...error, tokens: 40, total_ms: 1_000 }
    return this.of(stream_id, 'stream_settled', fields)
  }

  end(
    stream_id: string,
    { session = 'chat', reason = 'success', how = 'cooperative', release_ms = 3 }: PlantedStream = {},
  ): this {
    const fields = { session_id: session, reason, forced: how !== 'cooperative', how, release_ms }
    return this.of(stream_id, 'stream_end', fields)
  }

  /** A stream from its opening to its release. */
  stream(stream_id: string, options: PlantedStream = {}): this {
    return this.open(stream_id, options)
      .begin(stream_id, options)
      .settle(stream_id, options)
      .end(stream_id, options)
  }

  /** The file as it lies on the disk. */
  text(): string {
    return this.lines.map((line) => `${line}\n`).join('')
  }

  /** Judged a minute after its last line. */
  judge(): Promise<Diagnosis> {
    return judgeLines(this.lines, ['sluice.log'], this.at + 60_000)
  }
}

export function find(diagnosis: Diagnosis, check: string): Finding {
  const finding = diagnosis.findings.find((one) => one.check === check)
  if (!finding) throw new Error(`there is no finding “${check}”`)
  return finding
}

export function checksAt(diagnosis: Diagnosis, level: Finding['level']): string[] {
  return diagnosis.findings.filter((one) => one.level === level).map(({ check }) => check)
}
