import type { OpenCodeToken } from './answer-token.ts'

const OPENER = /^( {0,3})(`{3,}(?=[^`\n]*\n)|~{3,})([^\n]*)\n/
const CHUNK_CHARS = 4_096

/** A code fence that is being written: its lines are only looked at for the closing one, never parsed. */
export class OpenFence {
  readonly #indent: string
  readonly #closer: RegExp
  readonly #mayClose: RegExp
  readonly #lang: string
  readonly #source: string[]
  #chunks: readonly string[] = []
  #rest = ''
  #line = ''
  /** Characters of the unfinished line, as it is shown, that are in a chunk already. */
  #kept = 0

  private constructor(opener: RegExpExecArray) {
    const [raw, indent = '', fence = '', info = ''] = opener
    const char = fence.charAt(0)
    this.#source = [raw]
    this.#indent = char === '`' ? indent : ''
    this.#closer = new RegExp(`^ {0,3}${char}{${fence.length},} *$`)
    this.#mayClose = new RegExp(`^ {0,3}${char}* *$`)
    this.#lang = info.trim().replace(/\\([\p{P}\p{S}])/gu, '$1')
  }

  /** Starts when `source` begins with a whole opening line; feed what follows it. */
  static start(source: string): { fence: OpenFence; length: number } | null {
    const opener = OPENER.exec(source)
    return opener && { fence: new OpenFence(opener), length: opener[0].length }
  }

  /** Takes text until the fence closes. Returns what comes after the closing line, or null while the fence is open. */
  feed(text: string): string | null {
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const line = this.#line + text.slice(start, end)
      const kept = this.#kept
      this.#source.push(text.slice(start, end + 1))
      start = end + 1
      this.#line = ''
      this.#kept = 0
      if (this.#closer.test(line)) return text.slice(start)
      this.#keep(`${this.#shown(line).slice(kept)}\n`)
    }
    const part = text.slice(start)
    this.#source.push(part)
    this.#line += part
    this.#keepLongLine()
    return null
  }

  /** All source taken so far, opening and closing lines included. */
  get source(): string {
    return this.#source.join('')
  }

  /** The block as it looks now: no half closing line, no empty line before its first character. */
  get token(): OpenCodeToken {
    const line = this.#mayClose.test(this.#line) ? '' : this.#shown(this.#line).slice(this.#kept)
    const rest = line === '' ? this.#rest.replace(/\n$/, '') : this.#rest + line
    return { type: 'open_code', lang: this.#lang, chunks: this.#chunks, rest }
  }

  #keep(text: string): void {
    this.#rest += text
    // The last line break stays with the rest: it is not shown until a character follows it.
    if (this.#rest.length < CHUNK_CHARS) return
    this.#chunks = [...this.#chunks, this.#rest.slice(0, -1)]
    this.#rest = '\n'
  }

  /** A line without end would be drawn anew for each character. */
  #keepLongLine(): void {
    if (this.#line.length - this.#kept < 2 * CHUNK_CHARS || this.#mayClose.test(this.#line)) return
    const shown = this.#shown(this.#line)
    // Not between the halves of one character.
    const end = /[\ud800-\udbff]$/.test(shown) ? shown.length - 1 : shown.length
    this.#chunks = [...this.#chunks, this.#rest + shown.slice(this.#kept, end)]
    this.#rest = ''
    this.#kept = end
  }

  #shown(line: string): string {
    if (this.#indent === '') return line
    const own = /^\s*/.exec(line)?.[0].length ?? 0
    return line.slice(Math.min(own, this.#indent.length))
  }
}
