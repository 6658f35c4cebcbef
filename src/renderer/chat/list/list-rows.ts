import type { MessageId } from '../../../shared/ids.ts'
import type { Message } from '../../../shared/session.ts'
import type { RowHeights } from './row-heights.ts'

/** A message that is drawn, or room for those that are not. */
export type Row = { message: Message; index: number } | { key: string; space_px: number }

/** What lies at the upper edge of what is seen. */
export interface Edge {
  index: number
  above_px: number
}

/** The first drawn, and the first after them that is not. */
export interface Stretch {
  from: number
  to: number
}

export interface StretchWanted {
  heights: RowHeights
  gap_px: number
  /** null: the end lies at the lower edge. */
  edge: Edge | null
  view_px: number
  /** How much is drawn beyond each edge. */
  beyond_px: number
}

/** So many messages are drawn in each direction, whatever their heights are: a short talk is there as a whole. */
const AT_LEAST = 12

/** The messages around what is seen. */
export function stretchAround(messages: readonly Message[], wanted: StretchWanted): Stretch {
  const { heights, gap_px, edge, view_px, beyond_px } = wanted
  const walk = (start: number, step: 1 | -1, until_px: number): number => {
    let index = start
    let px = 0
    while (px < until_px || Math.abs(index - start) < AT_LEAST) {
      const message = messages[index]
      if (!message) break
      px += heights.of(message) + gap_px
      index += step
    }
    return index
  }
  if (!edge)
    return { from: Math.max(0, walk(messages.length - 1, -1, view_px + beyond_px) + 1), to: messages.length }
  return {
    from: Math.max(0, walk(edge.index - 1, -1, beyond_px - edge.above_px) + 1),
    to: Math.min(messages.length, walk(edge.index, 1, view_px + beyond_px + edge.above_px)),
  }
}

/** The rows of a list: the stretch, and those kept drawn wherever they are, with exactly as much room between them as is missing. */
export function rowsOf(
  messages: readonly Message[],
  { from, to }: Stretch,
  kept: ReadonlySet<MessageId>,
  { heights, gap_px }: Pick<StretchWanted, 'heights' | 'gap_px'>,
): Row[] {
  const rows: Row[] = []
  let missing = 0
  const leaveRoom = (until: number): void => {
    if (until > missing) {
      const key = `room above ${messages[until]?.message_id ?? 'the end'}`
      rows.push({ key, space_px: heights.span(messages, missing, until, gap_px) })
    }
    missing = until + 1
  }
  for (const [index, message] of messages.entries()) {
    if ((index < from || index >= to) && !kept.has(message.message_id)) continue
    leaveRoom(index)
    rows.push({ message, index })
  }
  leaveRoom(messages.length)
  return rows
}
