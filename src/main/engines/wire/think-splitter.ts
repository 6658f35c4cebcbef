import type { Channel } from '../../../shared/stream-event.ts'

export interface ChannelText {
  channel: Channel
  content: string
}

const OPEN = '<think>'
const CLOSE = '</think>'
/** Blank text before a tag is held back no further than this. */
const BLANK_MAX_CHARS = 1_024

/**
 * Many models write their reasoning as `<think>…</think>` at the start of the answer. This moves it to its own channel,
 * wherever the tags are cut by the network; several blocks in a row too. A tag later in the answer is text like any other.
 * Nothing but the tags is left out, and what is held back (at most a tag's worth) comes out at the end.
 */
export class ThinkSplitter {
  #at: 'start' | 'inside' | 'after' = 'start'
  #held = ''

  push(content: string): ChannelText[] {
    if (this.#at === 'after' && this.#held === '')
      return content === '' ? [] : [{ channel: 'answer', content }]
    this.#held += content
    const texts: ChannelText[] = []
    while (this.#held !== '' && (this.#at === 'inside' ? this.#readInside(texts) : this.#readStart(texts)));
    return texts
  }

  /** The answer is over: what was held back in case it became a tag. */
  end(): ChannelText[] {
    const texts: ChannelText[] = []
    this.#emit(texts, this.#at === 'inside' ? 'reasoning' : 'answer', this.#held.length)
    return texts
  }

  // Both return true when there may be more to read in what is held.
  #readStart(texts: ChannelText[]): boolean {
    const blank = this.#held.length - this.#held.trimStart().length
    const rest = this.#held.slice(blank)
    if (rest.startsWith(OPEN)) {
      this.#emit(texts, 'reasoning', blank)
      this.#held = this.#held.slice(OPEN.length)
      this.#at = 'inside'
      return true
    }
    if (OPEN.startsWith(rest) && blank <= BLANK_MAX_CHARS) return false
    this.#at = 'after'
    this.#emit(texts, 'answer', this.#held.length)
    return false
  }

  #readInside(texts: ChannelText[]): boolean {
    const close = this.#held.indexOf(CLOSE)
    if (close !== -1) {
      this.#emit(texts, 'reasoning', close)
      this.#held = this.#held.slice(CLOSE.length)
      this.#at = 'start'
      return true
    }
    this.#emit(texts, 'reasoning', this.#held.length - beginningOf(CLOSE, this.#held))
    return false
  }

  #emit(texts: ChannelText[], channel: Channel, length: number): void {
    if (length > 0) texts.push({ channel, content: this.#held.slice(0, length) })
    this.#held = this.#held.slice(length)
  }
}

/** How many characters at the end of `text` are the beginning of `tag`. */
function beginningOf(tag: string, text: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length
  }
  return 0
}
