import type { DocumentKind } from './measured.ts'

/** The last word of every document: it has arrived when this is drawn. */
export const LAST_WORD = 'thelastword'
const TOKEN_CHARS = 4

/** Numbers from 0 to 1, the same for the same seed. */
function numbers(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

const WORDS =
  'answer window reader stream engine token slot queue frame layout paint list table line code block quiet slow quick long short keeps waits draws moves reads writes holds lets goes stays ends begins the a of and to in it that is as on with for at by from or'.split(
    ' ',
  )
const OTHER_SCRIPTS = ['本地模型', '很快', 'トークン', '답변', 'ответ', '✨', '👩‍💻']

class Writer {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = numbers(seed)
  }

  upTo(limit: number): number {
    return Math.floor(this.#next() * limit)
  }

  pick(from: readonly string[]): string {
    return from[this.upTo(from.length)] ?? ''
  }

  word(): string {
    const word = this.pick(WORDS)
    const kind = this.upTo(100)
    if (kind < 3) return `\`${word}_${this.upTo(90)}()\``
    if (kind < 5) return `**${word} ${this.pick(WORDS)}**`
    if (kind < 6) return `*${word}*`
    if (kind < 7) return `[${word}](https://example.com/${word}?n=${this.upTo(90)})`
    if (kind < 8) return this.pick(OTHER_SCRIPTS)
    return kind < 10 ? `${word},` : word
  }

  words(count: number): string {
    return `${Array.from({ length: count }, () => this.word()).join(' ')}.`
  }
}

const CODE: Readonly<Record<string, (writer: Writer, line: number) => string>> = {
  ts: (w, n) =>
    `  const entry${n} = await store.get<string>('key-${w.upTo(9_000)}', { retries: ${w.upTo(9)} }) // step ${n}`,
  python: (w, n) =>
    `    total_${n} = sum(x * ${w.upTo(90)} for x in range(${w.upTo(50)}) if x % 2 == 0)  # line ${n}`,
  rust: (w, n) =>
    `    let row_${n}: Vec<u32> = data.iter().map(|v| v.wrapping_mul(${w.upTo(90)})).collect();`,
  bash: (w, n) => `curl -s "http://localhost:${8_000 + w.upTo(900)}/v1/models" | jq '.data[${n}].id' # ${n}`,
  json: (w, n) => `  "field_${n}": { "id": ${w.upTo(90_000)}, "name": "entry ${n}", "ok": true },`,
}

function code(w: Writer, language: string, lines: number): string {
  const body = Array.from({ length: lines }, (_, n) => CODE[language]?.(w, n) ?? '')
  return `\`\`\`${language}\n${body.join('\n')}\n\`\`\`\n\n`
}

function bullets(w: Writer): string {
  const line = (n: number): string => `- ${w.words(12)}\n${n % 3 === 2 ? `  - inner ${w.words(7)}\n` : ''}`
  return `${Array.from({ length: 6 }, (_, n) => line(n)).join('')}\n`
}

function table(w: Writer): string {
  const row = (n: number): string => `| m-${n} | ${w.upTo(70)}B | ${w.upTo(200)} | ${w.words(4)} |\n`
  return `| Model | Size | tok/s | Notes |\n| --- | ---: | ---: | :--- |\n${Array.from({ length: 7 }, (_, n) => row(n)).join('')}\n`
}

/** The blocks of a mixed answer, over and over: as long as chats' answers usually make them. */
function block(w: Writer, n: number): string {
  const languages = Object.keys(CODE)
  switch (n % 9) {
    case 0:
      return `## ${n / 9 + 1} ${w.words(5)}\n\n`
    case 2:
      return bullets(w)
    case 4:
    case 8:
      return code(w, languages[(n + Math.floor(n / 9)) % languages.length] ?? 'ts', 8 + w.upTo(22))
    case 5:
      return table(w)
    case 7:
      return n % 2 === 1
        ? `> ${w.words(25)}\n\n`
        : `1. ${w.words(14)}\n2. ${w.words(14)}\n3. ${w.words(14)}\n\n`
    default:
      return `${w.words(45 + w.upTo(45))}\n\n`
  }
}

const PARTS: Readonly<Record<DocumentKind, (w: Writer, n: number) => string>> = {
  mixed: block,
  list: (w, n) => `${n + 1}. ${w.words(16)}\n`,
  paragraph: (w) => `${w.words(40)} `,
  code: (w, n) => `${n === 0 ? '```ts\n' : ''}${CODE['ts']?.(w, n) ?? ''}\n`,
}

/** An answer of about so many tokens, ending with LAST_WORD. */
export function documentOf(kind: DocumentKind, tokens: number, seed = 7): string {
  const writer = new Writer(seed)
  const parts: string[] = []
  for (let n = 0, chars = 0; chars < tokens * TOKEN_CHARS; n++) {
    const part = PARTS[kind](writer, n)
    parts.push(part)
    chars += part.length
  }
  return `${parts.join('').trimEnd()}${kind === 'code' ? '\n```' : ''}\n\n${LAST_WORD}\n`
}

/** A text in pieces of 1 to 7 characters, 4 on average, none of them half a character. */
export function tokensOf(text: string): string[] {
  const writer = new Writer(3)
  const tokens: string[] = []
  for (let at = 0; at < text.length;) {
    const planned = Math.min(text.length, at + 1 + writer.upTo(2 * TOKEN_CHARS - 1))
    const unit = text.charCodeAt(planned)
    const end = unit >= 0xdc00 && unit < 0xe000 ? planned + 1 : planned
    tokens.push(text.slice(at, end))
    at = end
  }
  return tokens
}

export interface HistoryMessage {
  role: 'user' | 'assistant'
  text: string
}

/** A conversation: short questions, answers of about 360 tokens. */
export function historyOf(messages: number): HistoryMessage[] {
  return Array.from({ length: messages }, (_, n) =>
    n % 2 === 0
      ? { role: 'user', text: new Writer(11 + n).words(36) }
      : {
          role: 'assistant',
          text: documentOf('mixed', 360, 11 + n)
            .replace(LAST_WORD, '')
            .trimEnd(),
        },
  )
}
