import { NOT_OURS, OPENING_MAX_CHARS, PIECE_MAX_CHARS } from './format.ts'
import { TransferFault } from './transfer-fault.ts'

/** The text of a piece of the file: what stands around its chats, around the messages of one, or a message. */
export type JsonSlice =
  | { type: 'file' | 'chat' | 'message'; place: string; text: string }
  | { type: 'chat_end'; place: string }

const [QUOTE, BACKSLASH, COMMA, COLON] = [34, 92, 44, 58]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125]

/** The list that ends the object, by level: the file's chats, a chat's messages. */
const LISTS = ['sessions', 'messages'] as const
/** Of a word no more is needed than to tell it from those. */
const WORD_CHARS = 16

/**
 * Cuts a file of JSON into pieces that are parsed one by one, so that a file of any size takes the memory of one message.
 * Like a butcher who knows one animal: it takes `{…, "sessions": [{…, "messages": [{…}, …]}, …]}` and nothing else, each
 * list last in its object. It looks at quotes and brackets only: whether a piece is JSON, JSON.parse finds out.
 */
export class JsonSlicer {
  #slices: JsonSlice[] = []
  /** `head`: an object up to its list; `list`: between two items; `item`: a message; `tail`: after a list. */
  #step: 'head' | 'list' | 'item' | 'tail' | 'over' = 'head'
  #level: 0 | 1 = 0
  /** What is read of the piece in earlier texts, and where it begins or goes on in this one. */
  #pieces: string[] = []
  #chars = 0
  #from = 0
  #depth = 0
  #in_string = false
  #escaped = false
  /** The string read last; empty once something else came after it. */
  #word = ''
  /** The name whose value begins here; empty anywhere else. */
  #name = ''
  #after_item = false
  #after_comma = false
  #chat = 0
  #message = 0

  /** The pieces that this text completes. Throws a TransferFault that names the place. */
  push(text: string): JsonSlice[] {
    this.#slices = []
    this.#from = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (this.#in_string) this.#inString(code)
      else if (!isBlank(code)) this.#take(code, text, at)
    }
    if (this.#collects()) this.#keep(text.slice(this.#from))
    return this.#slices
  }

  /** Throws unless the file is whole. */
  end(): void {
    if (this.#step !== 'over') throw new TransferFault(`The file ends before its end, in ${this.#place()}.`)
  }

  #inString(code: number): void {
    if (this.#escaped) this.#escaped = false
    else if (code === BACKSLASH) this.#escaped = true
    else if (code === QUOTE) this.#in_string = false
    if (this.#in_string && this.#word.length < WORD_CHARS) this.#word += String.fromCharCode(code)
  }

  #take(code: number, text: string, at: number): void {
    if (code === QUOTE && this.#collects()) this.#in_string = true
    if (this.#step === 'list') this.#between(code, text, at)
    else if (this.#step === 'head') this.#inHead(code, text, at)
    else if (this.#step === 'item') this.#inItem(code, text, at)
    else if (this.#step === 'tail') this.#afterList(code)
    else throw new TransferFault('Something comes after the end of the file.')
  }

  #between(code: number, text: string, at: number): void {
    if (code === OPEN_OBJECT && (!this.#after_item || this.#after_comma)) return this.#begin(text, at)
    if (code === COMMA && this.#after_item && !this.#after_comma) this.#after_comma = true
    else if (code === CLOSE_LIST && !this.#after_comma) this.#step = 'tail'
    else throw new TransferFault(`After ${this.#place()} comes something that is no JSON of Sluice.`)
  }

  #begin(text: string, at: number): void {
    this.#from = at
    this.#depth = 0
    if (this.#level === 0) {
      this.#level = 1
      this.#chat++
      this.#message = 0
      this.#step = 'head'
      this.#inHead(OPEN_OBJECT, text, at)
    } else {
      this.#message++
      this.#step = 'item'
      this.#depth = 1
    }
  }

  #inHead(code: number, text: string, at: number): void {
    if (this.#depth === 0 && code !== OPEN_OBJECT) {
      throw new TransferFault(NOT_OURS)
    }
    if (code === OPEN_LIST && this.#depth === 1 && this.#name === LISTS[this.#level]) {
      const type = this.#level === 0 ? 'file' : 'chat'
      this.#slices.push({ type, place: capital(this.#place()), text: `${this.#soFar(text, at)}[]}` })
      this.#enterList(false)
    } else this.#count(code)
    this.#name = code === COLON ? this.#word : ''
    this.#word = ''
    if (this.#step === 'head' && this.#depth === 0) {
      throw new TransferFault(
        this.#level === 0 ? NOT_OURS : `${capital(this.#place())} has no list “messages”.`,
      )
    }
  }

  #inItem(code: number, text: string, at: number): void {
    this.#count(code)
    if (this.#depth > 0) return
    this.#slices.push({ type: 'message', place: capital(this.#place()), text: this.#soFar(text, at + 1) })
    this.#enterList(true)
  }

  #afterList(code: number): void {
    if (code !== CLOSE_OBJECT) {
      throw new TransferFault(`In ${this.#place()}, the list “${LISTS[this.#level]}” has to come last.`)
    }
    if (this.#level === 0) {
      this.#step = 'over'
      return
    }
    this.#message = 0
    this.#slices.push({ type: 'chat_end', place: capital(this.#place()) })
    this.#level = 0
    this.#enterList(true)
  }

  #enterList(after_item: boolean): void {
    this.#step = 'list'
    this.#after_item = after_item
    this.#after_comma = false
    this.#pieces = []
    this.#chars = 0
  }

  #count(code: number): void {
    if (code === OPEN_OBJECT || code === OPEN_LIST) this.#depth++
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) this.#depth--
  }

  #collects(): boolean {
    return this.#step === 'head' || this.#step === 'item'
  }

  #soFar(text: string, until: number): string {
    return this.#pieces.join('') + text.slice(this.#from, until)
  }

  #keep(text: string): void {
    this.#pieces.push(text)
    this.#chars += text.length
    if (this.#chars <= (this.#level === 0 ? OPENING_MAX_CHARS : PIECE_MAX_CHARS)) return
    throw new TransferFault(`${capital(this.#place())} is too long to be of a file of Sluice.`)
  }

  #place(): string {
    if (this.#chat === 0) return 'its beginning'
    const message = this.#message > 0 ? `, message ${this.#message.toLocaleString('en')}` : ''
    return `chat ${this.#chat.toLocaleString('en')}${message}`
  }
}

/** JSON's own: blank, tab, line ends (https://www.rfc-editor.org/rfc/rfc8259#section-2). */
function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
