/** What the generated models talk with: words, marks, Markdown, code, and scripts beyond Latin. */
const WORDS =
  `the of and to in is it you that he was for on are with as his they be at one have this from or had by hot but some
what there we can out other were all your when up use word how said an each she which do their time if will way about many then
them would write like so these her long make thing see him two has look more day could go come did my sound no most number who
over know water than call first people may down side been now find any new work part take get place made live where after back
little only round man year came show every good me give our under name very through just form much great think say help low line
before turn cause same mean differ move right boy old too does tell sentence set three want air well also play small end put home
read hand port large spell add even land here must big high such follow act why ask men change went light kind off need house
picture try us again animal point mother world near build self earth father model token stream stop café naïve über señor 東京
日本語 Привет мир مرحبا 🙂 👩‍🚀 🎉`.split(/\s+/)
const MARKS = [
  '.',
  ',',
  '.\n',
  '!',
  '?',
  '\n\n',
  ' -',
  ':',
  ' **bold**',
  ' `code`',
  '\n```js\nlet x = 1;\n```\n',
]
/** How often a mark is drawn for each time a word is. */
const MARK_WEIGHT = 3

export interface Vocabulary {
  tokens: string[]
  merges: string[]
  /** What the model likes to say: ids of whole words and marks. */
  favoured: Set<number>
}

/** GPT-2's alphabet: a printable character for each byte, so that any text is a text of tokens. */
const BYTE_CHARACTERS = byteCharacters()

/**
 * All 256 bytes and, by real byte-pair training until each word is one token, the words above. Reading a text with it gives
 * these tokens again, and any UTF-8 round-trips.
 */
export function trainVocabulary(): Vocabulary {
  const said = [...WORDS.map((word) => ` ${word}`), ...MARKS]
  const corpus = [...new Set([...WORDS, ...said])].map(inByteCharacters)
  const tokens = [...BYTE_CHARACTERS]
  const known = new Map(tokens.map((token, id) => [token, id]))
  const merges: string[] = []
  for (let pair = commonestPair(corpus); pair; pair = commonestPair(corpus)) {
    const [left, right] = pair
    merges.push(`${left} ${right}`)
    const joined = left + right
    if (!known.has(joined)) known.set(joined, tokens.push(joined) - 1)
    for (const word of corpus) mergeIn(word, left, right)
  }
  const favoured = new Set(said.map((text) => known.get(inByteCharacters(text).join('')) ?? 0))
  return { tokens, merges, favoured }
}

/** Marks are wanted more often than a single word. */
export function weightOf(token: string): number {
  return MARKS.some((mark) => inByteCharacters(mark).join('') === token) ? MARK_WEIGHT : 1
}

function byteCharacters(): string[] {
  const shown = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255)
  let replaced = 0
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(shown(byte) ? byte : 256 + replaced++))
}

function inByteCharacters(text: string): string[] {
  return [...Buffer.from(text, 'utf8')].map((byte) => BYTE_CHARACTERS[byte] ?? '')
}

function commonestPair(corpus: readonly string[][]): [string, string] | null {
  const counts = new Map<string, number>()
  let best: string | null = null
  let most = 0
  for (const word of corpus) {
    for (let i = 0; i + 1 < word.length; i++) {
      const pair = `${word[i]} ${word[i + 1]}`
      counts.set(pair, (counts.get(pair) ?? 0) + 1)
    }
  }
  for (const [pair, count] of counts) {
    if (count > most) [best, most] = [pair, count]
  }
  const [left, right] = best?.split(' ') ?? []
  return left !== undefined && right !== undefined ? [left, right] : null
}

function mergeIn(word: string[], left: string, right: string): void {
  for (let i = 0; i + 1 < word.length; i++) {
    if (word[i] === left && word[i + 1] === right) word.splice(i, 2, left + right)
  }
}
