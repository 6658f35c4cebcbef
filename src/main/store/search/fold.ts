/**
 * Marks that sit on a letter and are left out by whoever types in a hurry: accents, Arabic and Hebrew vowel points, variation
 * selectors. Not the vowel signs of Indic and Thai letters, nor the voicing marks of kana: without them it is another word.
 */
const LEFT_OUT =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]/gu
/** Letters that Unicode does not take apart, as people type them on a keyboard without them; a sigma is one letter. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
}
const HAS_PLAIN = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu')

// oxlint-disable-next-line no-control-regex -- all of ASCII, its control characters included
export const ASCII = /^[\0-\x7f]*$/

/** What two spellings of one word have in common: upper and lower case, accents and full-width forms make no difference. */
export function fold(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase()
  return word
    .normalize('NFKD')
    .toLowerCase()
    .replace(LEFT_OUT, '')
    .replace(HAS_PLAIN, (letter) => PLAIN[letter] ?? letter)
    .normalize('NFC')
}
