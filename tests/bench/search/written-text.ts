import { PseudoRandom } from '../../support/pseudo-random.ts'

const COMMON =
  'the of and to in is you that it for on with as are this be by from or have an not but what all were when we there can your which their if will how each about up out them then she many some so these would other into has more two like him see time could no make than been its who now people my made over did down only way find use may water long little very after words called just where most know'.split(
    ' ',
  )
const BEGINNINGS =
  'con com pre pro re in un de dis ex inter trans over sub st tr pl ch sh th br gr fl cl sp qu ma mi po pa te se la lo ca co su be ba ho no fa fi'.split(
    ' ',
  )
const MIDDLES =
  'ar er or al el il ent ant ist est orm ult and ond act ect ort urn ain ead oke ime ure ick ang ide ock ank ump esh iff'.split(
    ' ',
  )
const ENDINGS = ['', '', '', 's', 'ed', 'ing', 'er', 'ion', 'tion', 'ly', 'ment', 'able', 'ity', 'ous', 'ive']

/** Texts whose words are as unevenly common as those of a language, and share beginnings like those of English. */
export class WrittenText {
  readonly vocabulary: readonly string[]
  #random: PseudoRandom
  #shares: Float64Array
  #characters: string[]

  constructor(seed: number, size = 60_000) {
    this.#random = new PseudoRandom(seed)
    const words = new Set(COMMON)
    while (words.size < size) words.add(this.#newWord())
    this.vocabulary = [...words]
    this.#shares = sharesOf(size)
    this.#characters = Array.from({ length: 3_000 }, (_, i) =>
      String.fromCodePoint(0x4e00 + ((i * 7) % 20_000)),
    )
  }

  /** So many words; about 6 characters each. */
  english(words: number): string {
    let text = ''
    for (let i = 1; i <= words; i++)
      text += this.#word() + (i % 12 === 0 ? '. ' : i % 60 === 0 ? '.\n\n' : ' ')
    return text
  }

  chinese(characters: number): string {
    let text = ''
    for (let i = 1; i <= characters; i++) text += this.#character() + (i % 14 === 0 ? '，' : '')
    return text
  }

  below(limit: number): number {
    return Math.floor(this.#random.next() * limit)
  }

  #word(): string {
    return this.vocabulary[rankOf(this.#shares, this.#random.next())] ?? ''
  }

  #character(): string {
    return this.#characters[Math.floor(this.#random.next() ** 3 * this.#characters.length)] ?? ''
  }

  #newWord(): string {
    const one = (list: readonly string[]): string => list[Math.floor(this.#random.next() * list.length)] ?? ''
    const more = this.#random.next() < 0.5 ? one(MIDDLES) : ''
    return one(BEGINNINGS) + one(MIDDLES) + more + one(ENDINGS)
  }
}

/** Zipf's law: the n-th word is as common as 1/n. Summed up, so that a share is found by halving. */
function sharesOf(size: number): Float64Array {
  const shares = new Float64Array(size)
  let sum = 0
  for (let rank = 0; rank < size; rank++) shares[rank] = sum += 1 / (rank + 2)
  return shares.map((share) => share / sum)
}

function rankOf(shares: Float64Array, share: number): number {
  let [low, high] = [0, shares.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((shares[middle] ?? 1) < share) low = middle + 1
    else high = middle
  }
  return low
}
