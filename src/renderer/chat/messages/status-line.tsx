import type { ReactNode } from 'react'
import type { ConnectionStatus } from '../../../shared/engine-info.ts'
import type { Message } from '../../../shared/session.ts'
import { streamOf } from '../../state/app-store.ts'
import { nameModel } from '../../state/models/connections.ts'
import { roomHolder } from '../../state/streams/make-room.ts'
import type { Marks } from '../../state/streams/rate.ts'
import { tokensPerSecond } from '../../state/streams/rate.ts'
import { statusSentence } from '../../state/streams/status-sentence.ts'
import { useApp, useWholeApp } from '../../state/use-app.ts'
import css from './answer-foot.module.css'
import { useNowWithText } from './use-now-with-text.ts'

/** Often enough for tenths of a second to run evenly, and no more. */
const TICK_MS = 100

/** What a running answer does, and for how long: follows its status, and looks at its text ten times a second. */
export function StatusLine({ message }: { message: Message }): ReactNode {
  const { store } = useWholeApp()
  const status = useApp((data) => streamOf(data, message)?.status ?? null)
  const stopping = useApp((data) => streamOf(data, message)?.frozen != null)
  const known = useApp((data) => streamOf(data, message) !== null)
  const now = useNowWithText(store, stopping ? null : TICK_MS)
  const data = store.getState()
  const live = streamOf(data, message)
  const marks = data.marks[message.message_id]
  const named = message.model && nameModel(data.connections, message.model)
  const words = known
    ? statusSentence(status, {
        model: named?.label ?? 'the model',
        engine: named?.connection ? engineName(named.connection) : 'the engine',
        in_line_for: named?.connection?.kind === 'llama' ? named.label : null,
        room_of: message.model && roomHolder(data.connections, message.model, status),
        elapsed_ms: elapsedOf(message, marks, now),
        tokens_per_second: live && tokensPerSecond(live, marks, now.mono_ms),
        stopping,
      })
    : 'Catching up with this answer'
  const held = stopping || !known || status?.status === 'waiting' || status?.status === 'stalled'
  return (
    <span className={`${css['status']} ${held ? css['held'] : ''}`}>
      <span className={css['bars']} aria-hidden>
        <i />
        <i />
        <i />
      </span>
      {words}
    </span>
  )
}

/** Since it was opened; of one that is gone on with, since this window saw that. */
function elapsedOf(
  { created_at, parts }: Message,
  marks: Marks | undefined,
  now: { wall_ms: number; mono_ms: number },
): number | null {
  if (marks?.again_ms !== undefined) return now.mono_ms - marks.again_ms
  return parts.length > 0 ? null : now.wall_ms - created_at
}

/** The address where there is one: it is what people can look at. */
function engineName({ name, url }: ConnectionStatus): string {
  return URL.canParse(url) ? new URL(url).host : name
}
