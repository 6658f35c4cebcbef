import type { OpenCodeToken } from './answer-token.ts'
import { CodeLines } from './code-lines.ts'

const OPENER = /^( {0,3})(`{3,}(?=[^`\n]*\n)|~{3,})([^\n]*)\n/

/** A code fence that is being written: its lines are only looked at for the closing one, never parsed. */
export class OpenFence {
  readonly #indent: string
  readonly #closer: RegExp
  readonly #mayClose: RegExp
  readonly #lang: string
  readonly #source: string[]
  /** The code so far, but for a line that may turn out to be the closing one. */
  readonly #code = new CodeLines()
  /** The unfinished line, while nothing of it is in #code. */
  #line = ''
  /** Something of the unfinished line is in #code: it closes nothing. */
  #begun = false

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
      const part = text.slice(start, end)
      this.#source.push(text.slice(start, end + 1))
      start = end + 1
      if (!this.#begun && this.#closer.test(this.#line + part)) return text.slice(start)
      this.#code.add(`${this.#shown(part)}\n`)
      this.#line = ''
      this.#begun = false
    }
    const part = text.slice(start)
    this.#source.push(part)
    if (this.#begun || !this.#mayClose.test(this.#line + part)) {
      this.#code.add(this.#shown(part))
      this.#line = ''
      this.#begun = true
    } else this.#line += part
    return null
  }

  /** All source taken so far, opening and closing lines included. */
  get source(): string {
    return this.#source.join('')
  }

  /** The block as it looks now: no half closing line, no empty line before its first character. */
  get token(): OpenCodeToken {
    const { finished, rest } = this.#code
    return {
      type: 'open_code',
      lang: this.#lang,
      chunks: finished,
      rest: this.#begun ? rest : rest.replace(/\n$/, ''),
    }
  }

  /** What more of the line is shown: without the spaces that the fence is indented by. */
  #shown(part: string): string {
    if (this.#begun) return part
    const line = this.#line + part
    if (this.#indent === '') return line
    const own = /^\s*/.exec(line)?.[0].length ?? 0
    return line.slice(Math.min(own, this.#indent.length))
  }
}
