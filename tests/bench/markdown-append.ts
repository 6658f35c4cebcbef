import { IncrementalDocument } from '../../src/renderer/chat/markdown/incremental-document.ts'
import type { Figure, Measure } from './figure.ts'
import { median } from './figure.ts'
import type { BenchOptions } from './group.ts'

const TOKEN_CHARS = 4
const LENGTHS_TOKENS = [1_000, 10_000, 40_000]
const ROUNDS = 5
/** Appends measured at each length. */
const MEASURED = 2_000

const sentence = (n: number) =>
  `The stream ${n} keeps **its slot** until the engine lets go, see \`release_${n}\` and [the notes](https://example.com/${n}). `

const DOCUMENTS: Readonly<Record<string, (n: number) => string>> = {
  mixed: (n) =>
    `## Part ${n}\n\n${sentence(n)}${sentence(n + 1)}\n\n- ${sentence(n)}\n- ${sentence(n)}\n  - nested\n\n` +
    `\`\`\`ts\nconst x${n} = await store.get('key', { retries: ${n} })\nreturn x${n}\n\`\`\`\n\n| a | b |\n|---|--:|\n| ${n} | **x** |\n\n`,
  'one list': (n) => `${n + 1}. ${sentence(n)}\n`,
  'one paragraph': (n) => sentence(n),
  'one table': (n) => `${n === 0 ? '| a | b |\n|---|--:|\n' : ''}| ${n} | word **bold** |\n`,
  'one code block': (n) =>
    `${n === 0 ? '```ts\n' : ''}const x${n} = await store.get('key', { retries: ${n} })\n`,
}

function textOf(part: (n: number) => string, chars: number): string {
  let text = ''
  for (let n = 0; text.length < chars; n++) text += part(n)
  return text.slice(0, chars)
}

/** Microseconds per append of one token behind `length_tokens` tokens. */
function measure(part: (n: number) => string, length_tokens: number): number {
  const text = textOf(part, (length_tokens + MEASURED) * TOKEN_CHARS)
  const document = new IncrementalDocument()
  const start = length_tokens * TOKEN_CHARS
  for (let at = 0; at < start; at += TOKEN_CHARS) document.append(text.slice(at, at + TOKEN_CHARS))
  const begin = performance.now()
  for (let at = start; at < text.length; at += TOKEN_CHARS) document.append(text.slice(at, at + TOKEN_CHARS))
  return ((performance.now() - begin) * 1_000) / MEASURED
}

/**
 * What one append to a streaming answer costs, by the length the answer already has. The figure of interest is how the cost
 * grows: it should stay near 1.
 */
export async function markdownAppend({ quick }: BenchOptions): Promise<Figure[]> {
  const rounds = quick ? 1 : ROUNDS
  const lengths = quick ? LENGTHS_TOKENS.slice(0, 2) : LENGTHS_TOKENS
  return [
    {
      id: 'markdown-append',
      title: `Markdown: one append of one token (${TOKEN_CHARS} characters)`,
      n: rounds,
      measures: Object.entries(DOCUMENTS).flatMap(([name, part]) => costs(name, part, lengths, rounds)),
    },
  ]
}

/** The lengths take turns, so that a busy moment of the computer meets all of them. */
function costs(name: string, part: (n: number) => string, lengths: number[], rounds: number): Measure[] {
  const samples_us = lengths.map((): number[] => [])
  // The first time through, the code is still being compiled.
  measure(part, 0)
  for (let round = 0; round < rounds; round++) {
    for (const [i, tokens] of lengths.entries()) samples_us[i]?.push(measure(part, tokens))
  }
  const medians = samples_us.map(median)
  const growth = (medians.at(-1) ?? Number.NaN) / (medians[0] ?? Number.NaN)
  return [
    ...medians.map((value, i) => ({
      what: `${name}, behind ${lengths[i]?.toLocaleString('en')} tokens, p50`,
      unit: 'µs' as const,
      value,
    })),
    { what: `${name}, longest to shortest`, unit: 'x', value: growth, limit: 1 },
  ]
}
