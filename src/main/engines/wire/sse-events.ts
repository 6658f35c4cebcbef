import { createParser } from 'eventsource-parser'
import type { EventSourceParser, ParseError } from 'eventsource-parser'
import { WIRE_LINE_MAX_BYTES } from '../../../shared/limits.ts'
import type { WireDecoder } from './wire-decoder.ts'

/**
 * Server-sent events: bytes to the `data` of each event. Comments and unknown fields are left out as the standard says.
 * An event is a payload even when its blank line is missing at the end of the body. Holds at most `max_chars` of an
 * unfinished event (the parser counts UTF-16 units, at most as many as bytes).
 */
export class SseEvents implements WireDecoder {
  overflowed = false
  #parser: EventSourceParser
  // The parser removes the BOM.
  #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  #events: string[] = []

  constructor(max_chars = WIRE_LINE_MAX_BYTES) {
    this.#parser = createParser({
      maxBufferSize: max_chars,
      onEvent: ({ data }) => this.#add(data, max_chars),
      onError: (error) => this.#refused(error),
    })
  }

  push(bytes: Uint8Array): string[] {
    return this.#feed(this.#decoder.decode(bytes, { stream: true }))
  }

  end(): string[] {
    return this.#feed(`${this.#decoder.decode()}\n\n`)
  }

  #feed(text: string): string[] {
    this.#events = []
    if (!this.overflowed) this.#parser.feed(text)
    return this.#events
  }

  #add(data: string, max_chars: number): void {
    if (this.overflowed) return
    if (data.length > max_chars) this.overflowed = true
    else if (data !== '') this.#events.push(data)
  }

  #refused(error: ParseError): void {
    if (error.type === 'max-buffer-size-exceeded') this.overflowed = true
    // llama-server before October 2025 tells an error in a field of that name, which the standard does not know.
    else if (error.field === 'error' && error.value) this.#events.push(`{"error":${error.value}}`)
  }
}
