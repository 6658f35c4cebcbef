import { ERROR_CODE, ERROR_NAMES, ERROR_WORDS } from './error-words.ts'

/** Stands for words that were left out. */
const GAP = '[…]'
const QUOTE = '"…"'
const TEXT_MAX_CHARS = 300
/** Of a longer text only the beginning is looked at. */
const LOOKED_AT_CHARS = 4_000
const TOKEN_MAX_CHARS = 120
const FRAMES_MAX = 20
const FRAME_MAX_CHARS = 500

/** Anything between quotation marks; without a closing one, all that follows. An apostrophe inside a word is none. */
const QUOTED = /"[^"]*(?:"|$)|“[^”]*(?:”|$)|‘[^’]*(?:’|$)|«[^»]*(?:»|$)|`[^`]*(?:`|$)|(?<!\w)'[^']*(?:'|$)/g
const TOKEN = /^([([{]?)(.*?)([)\]}.,:;!?]*)$/su
/** What stands for something that was taken out, here or by whoever looked at the text before. */
const MARKS: ReadonlySet<string> = new Set([
  QUOTE,
  '…',
  '~',
  '~/[…]',
  '[host]',
  '[key]',
  '[removed]',
  '[user]',
])
const NUMBER = /^-?\d{1,9}(?:\.\d{1,3})?(?:ms|s|%)?$/
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\]|::1)(?::\d{1,5})?$/
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/

/**
 * The text of an error without what people wrote, for logs and reports. Errors quote what they stumbled over (a prompt, an
 * answer, an address with a key in it), so only what errors themselves are made of passes, word by word: a closed list of
 * words, names and codes, and a number behind such a word. The rest becomes `[…]`, quotations `"…"`, addresses their scheme
 * and `[host]` (loopback stays). At most 300 characters. Applied twice it changes nothing more.
 *
 * What it cannot tell: a prompt made of nothing but words of the list ("is the disk full") passes where an error repeats it
 * without quotation marks.
 */
export function errorText(text: string): string {
  const words: string[] = []
  let known = false
  let length = 0
  for (const token of text.slice(0, LOOKED_AT_CHARS).replace(QUOTED, QUOTE).split(/\s+/)) {
    if (token === '') continue
    const passed = passing(token, known)
    known = passed?.known ?? false
    const word = passed?.word ?? GAP
    if (word === GAP && words.at(-1) === GAP) continue
    if (length + word.length > TEXT_MAX_CHARS - 2) {
      if (words.at(-1) !== '…') words.push('…')
      break
    }
    words.push(word)
    length += word.length + 1
  }
  return words.join(' ')
}

/** The token as it may be shown; null when it may not. `known`: an error's own word, behind which a number may stand. */
function passing(token: string, after_known: boolean): { word: string; known: boolean } | null {
  if (MARKS.has(token)) return { word: token, known: false }
  if (/^~[\\/]/.test(token)) return { word: '~/[…]', known: false }
  const address = withoutHost(token)
  if (address !== null) return { word: address, known: false }
  if (token.length > TOKEN_MAX_CHARS) return null
  const [, before = '', core = '', behind = ''] = TOKEN.exec(token) ?? []
  const shown = (word: string, known: boolean) => ({ word: `${before}${word}${behind}`, known })
  if (MARKS.has(core) || LOOPBACK.test(core)) return shown(core, false)
  if (ERROR_WORDS.has(core.toLowerCase()) || ERROR_NAMES.has(core) || ERROR_CODE.test(core))
    return shown(core, true)
  if (NUMBER.test(core)) return after_known ? shown(core, false) : null
  return ADDRESS.test(core) ? shown('[host]', false) : null
}

/** `https://me:key@models.example/v1?x` → `https://[host]`; null for what is no address of a server. */
function withoutHost(token: string): string | null {
  const [, scheme] = /^[(<]?(https?|wss?):\/\/\S/i.exec(token) ?? []
  if (!scheme) return null
  const [, host = ''] = /\/\/(?:[^/\s]*@)?([^/?#\s]*)/.exec(token) ?? []
  const [loopback] = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?/i.exec(host) ?? []
  return `${scheme.toLowerCase()}://${loopback === host && host !== '' ? loopback : '[host]'}`
}

const FRAME = /^\s*at (?:async )?(?:(?:new )?([\w$.#<>]{1,80})(?: \[as [\w$.]{1,40}\])? \((.+)\)|(.+))$/
/** A place in Node itself, or in this app as it is built or as it is written. */
const OWN_PLACE =
  /^(?:.*[\\/])?(node:[\w/.-]+|(?:out|src)[\\/](?:main|preload|shared)[\\/][\w\\/.-]+):(\d+):(\d+)$/

/**
 * A stack without what people wrote: the error's name, then the frames of this app and of Node, as `at run (src/main/x.ts:1:2)`.
 * `message` is the error's own, so that a stack that somebody wrote into it is not taken for ours.
 */
export function errorStack(stack: string, message = ''): string {
  const bare = message === '' ? stack : stack.replace(message, () => '')
  const lines = bare.slice(0, 8 * LOOKED_AT_CHARS).split('\n')
  const first = lines.findIndex((line) => FRAME.test(line))
  const head = errorText((first < 0 ? lines : lines.slice(0, first)).join(' '))
  const frames = first < 0 ? [] : lines.slice(first).flatMap((line) => ownFrame(line) ?? [])
  return [...(head === '' ? [] : [head]), ...frames.slice(0, FRAMES_MAX)].join('\n')
}

function ownFrame(line: string): string | null {
  if (line.length > FRAME_MAX_CHARS) return null
  const [, name = '<anonymous>', place, bare_place] = FRAME.exec(line) ?? []
  const [, file, row, column] = OWN_PLACE.exec(place ?? bare_place ?? '') ?? []
  return file ? `    at ${name} (${file.replaceAll('\\', '/')}:${row}:${column})` : null
}

/** Fields of the log that hold what an error said. */
const ERROR_FIELDS = ['message', 'detail', 'url', 'unwritable'] as const

/** A line of the log without what people wrote: its errors' texts and stacks as above, the rest as it is. */
export function withoutContents<Line extends { event: string; [field: string]: unknown }>(line: Line): Line {
  const { message, stack } = line
  const clean: { [field: string]: unknown } = {}
  for (const field of ERROR_FIELDS) {
    const text = line[field]
    if (typeof text === 'string') clean[field] = errorText(text)
  }
  if (typeof stack === 'string') {
    clean['stack'] = errorStack(stack, typeof message === 'string' ? message : '')
  }
  return { ...line, ...clean }
}
