/** Sizes beyond which input is refused or cut, in one place. */

/** A prompt above this is refused with its size. */
export const PROMPT_MAX_BYTES = 4 * 1024 * 1024
/** Instructions of one chat above this are refused with their size. */
export const SYSTEM_PROMPT_MAX_BYTES = 256 * 1024
/** A draft longer than this is not kept over a restart: twice what can be sent, so that a text can be shortened in it. */
export const DRAFT_MAX_CHARS = 2 * PROMPT_MAX_BYTES
/** An answer is cut here with `too_long`; its text is kept. */
export const ANSWER_MAX_BYTES = 32 * 1024 * 1024
/** Between an engine process and main at most this much text is unacknowledged. */
export const CREDIT_BYTES = 256 * 1024
/** A line (NDJSON) or an event (SSE) of a server above this ends the stream with `bad_reply`. */
export const WIRE_LINE_MAX_BYTES = 1024 * 1024

/** How often a window says that it is alive. */
export const ALIVE_EVERY_MS = 2_000

/** UTF-8 length of a string, without encoding it. Half a surrogate pair counts 3, as the U+FFFD it is encoded to. */
export function utf8Bytes(text: string): number {
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      bytes += 4
      i++
    } else bytes += 3
  }
  return bytes
}

/** False for NaN, the code past the end of a text. */
function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}
