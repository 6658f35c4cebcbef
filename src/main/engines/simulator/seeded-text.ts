import type { PromptMessage } from '../../ports.ts'

/**
 * The simulator's text: a function of prompt, model and seed and of nothing else, so that anyone can work out what a
 * window must show and whose text it is. Realistic markdown, cut into tokens of about four characters.
 */
export interface SeedOf {
  prompt: string
  model: string
  seed: number
}

const WORDS =
  'stream gate water level flow sluice river lock channel pump valve reed boat bridge quiet morning careful steady open close turn wait hold release keep under over along small narrow wide north harbour keeper record signal answer question token window moment page line table list measure reading promise result reason always never often perhaps slowly clearly together'.split(
    ' ',
  )
const CODE = [
  'const gate = openGate({ level: 3 })',
  'if (gate.isOpen) await gate.close()',
  'for (const boat of waiting) pass(boat)',
  'return levels.filter((level) => level > 0)',
  'export function release(water: number): number {',
  '  return Math.max(0, water - 1)',
  '}',
]
const PROMPT_SHOWN_CHARS = 60

/** FNV-1a, 32 bit: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** Mulberry32: 32 bits of state, uniform in [0, 1). */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Eight hex digits that stand in every heading of a text: two texts with the same mark are the same text. */
export function textMark({ prompt, model, seed }: SeedOf): string {
  return hash(`${model}\u0000${seed}\u0000${prompt}`).toString(16).padStart(8, '0')
}

/**
 * What the simulator answers: the last paragraph of the last user message. Prompts that were superseded before a word was
 * written reach an engine joined by blank lines; so its text still says which prompt it answers.
 */
export function answeredPrompt(messages: readonly PromptMessage[]): string {
  const last = messages.findLast((message) => message.role === 'user')?.content ?? ''
  return (
    last
      .trimEnd()
      .split(/\n{2,}/)
      .at(-1) ?? ''
  )
}

/** The tokens of an answer, without end; take as many as are wanted. */
export function* seededTokens(of: SeedOf): Generator<string, never> {
  const mark = textMark(of)
  const next = random(Number.parseInt(mark, 16))
  const line = of.prompt.toWellFormed().replace(/\s+/g, ' ').trim()
  const shown = [...line].slice(0, PROMPT_SHOWN_CHARS).join('')
  yield* tokens(`**Simulated answer ${mark}** to “${shown}”. No language model wrote this.\n\n`)
  for (let section = 1; ; section++) yield* tokens(writeSection(section, mark, next))
}

/** An answer from the character `from` on: how many whole tokens lie before it, and what follows (first the rest of one). */
export function seededTokensFrom(
  of: SeedOf,
  from: number,
): { before: number; tokens: Generator<string, undefined> } {
  const source = seededTokens(of)
  let before = 0
  let rest = ''
  for (let passed = 0; passed < from;) {
    const token = source.next().value
    passed += token.length
    if (passed > from) rest = token.slice(from - passed)
    else before++
  }
  return { before, tokens: goOn(rest, source) }
}

function* goOn(rest: string, source: Generator<string, never>): Generator<string, undefined> {
  if (rest !== '') yield rest
  yield* source
}

/** The first `length` tokens of an answer, joined. */
export function seededText(of: SeedOf, length: number): string {
  const source = seededTokens(of)
  let text = ''
  for (let count = 0; count < length; count++) text += source.next().value
  return text
}

/** What the reasoning mode thinks before it answers. */
export function* reasoningTokens(of: SeedOf): Generator<string, undefined> {
  const next = random(Number.parseInt(textMark(of), 16) ^ 0x5f5f5f5f)
  for (let step = 1; step <= 4; step++) yield* tokens(`Step ${step}: ${sentence(next)} `)
}

function writeSection(section: number, mark: string, next: () => number): string {
  const kind = section % 4
  const title = `## ${section}. ${capital(words(2 + Math.floor(next() * 3), next))} (${mark})\n\n`
  if (kind === 2) return `${title}${list(next)}\n${paragraph(next)}`
  if (kind === 3) return `${title}${paragraph(next)}\`\`\`typescript\n${code(next)}\`\`\`\n\n`
  if (kind === 0) return `${title}${table(next)}\n${paragraph(next)}`
  return title + paragraph(next) + paragraph(next)
}

function pick(from: readonly string[], next: () => number): string {
  return from[Math.floor(next() * from.length)] ?? ''
}

function words(count: number, next: () => number): string {
  return Array.from({ length: count }, () => pick(WORDS, next)).join(' ')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function sentence(next: () => number): string {
  const text = capital(words(6 + Math.floor(next() * 10), next))
  const turn = next()
  if (turn < 0.1) return `${text}, **${words(2, next)}**.`
  if (turn < 0.2) return `${text}, as \`${pick(WORDS, next)}\` shows.`
  if (turn < 0.25) return `${text} – æøå, 東京, 🚣‍♀️.`
  return `${text}.`
}

function paragraph(next: () => number): string {
  return `${Array.from({ length: 3 + Math.floor(next() * 4) }, () => sentence(next)).join(' ')}\n\n`
}

function list(next: () => number): string {
  return Array.from({ length: 3 + Math.floor(next() * 4) }, () => `- ${sentence(next)}\n`).join('')
}

function table(next: () => number): string {
  const row = (): string => `| ${pick(WORDS, next)} | ${Math.floor(next() * 1_000)} | ${words(3, next)} |\n`
  return `| name | level | remark |\n|---|---:|---|\n${row()}${row()}${row()}`
}

function code(next: () => number): string {
  return Array.from({ length: 4 + Math.floor(next() * 4) }, () => `${pick(CODE, next)}\n`).join('')
}

/** Pieces of one to seven characters (never half a character), as a model's vocabulary would cut them. */
function* tokens(text: string): Generator<string, undefined> {
  for (const [piece] of text.matchAll(/\s?[\p{L}\p{N}]{1,6}|\s?[^\p{L}\p{N}\s]|\s+/gu)) yield piece
}
