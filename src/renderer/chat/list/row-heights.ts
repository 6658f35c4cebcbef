import type { MessageId } from '../../../shared/ids.ts'
import type { Message } from '../../../shared/session.ts'

/** Of a message that was never laid out: its lines, and what stands around them. Wrong guesses are put right as it is drawn. */
const LINE_PX = 24
const CHARS_A_LINE = 84
const AROUND_PX = 62
/** A prompt that is longer is folded. */
const PROMPT_LINES = 12

/** How high messages are: as they were last seen, else as guessed from their text. */
export class RowHeights {
  #known = new Map<MessageId, number>()

  note(message_id: MessageId, px: number): void {
    this.#known.set(message_id, px)
  }

  of(message: Message): number {
    return this.#known.get(message.message_id) ?? guess(message)
  }

  /** What the messages from one index up to before another take up, with the gaps between them. */
  span(messages: readonly Message[], from: number, to: number, gap_px: number): number {
    let px = 0
    for (let index = from; index < to; index++) {
      const message = messages[index]
      if (message) px += this.of(message) + gap_px
    }
    return Math.max(0, px - gap_px)
  }

  /** What lies this far below the beginning of the first message: an index, and how much of that message is above. */
  at(messages: readonly Message[], px: number, gap_px: number): { index: number; above_px: number } {
    let top = 0
    for (const [index, message] of messages.entries()) {
      const next = top + this.of(message) + gap_px
      if (next > px || index === messages.length - 1) return { index, above_px: px - top }
      top = next
    }
    return { index: 0, above_px: 0 }
  }
}

function guess({ role, parts }: Message): number {
  let lines = 0
  for (const { channel, text } of parts) {
    lines += channel === 'reasoning' ? 1 : Math.max(1, Math.ceil(text.length / CHARS_A_LINE))
  }
  return AROUND_PX + LINE_PX * (role === 'user' ? Math.min(lines, PROMPT_LINES) : lines)
}
