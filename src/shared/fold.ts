/**
 * Marks that sit on a letter and are left out by whoever types in a hurry: accents, Arabic and Hebrew vowel points, variation
 * selectors. Not the vowel signs of Indic and Thai letters, nor the voicing marks of kana: without them it is another word.
 */
const LEFT_OUT = new RegExp(
  `[${'0300-036f 0483-0487 0591-05c7 0610-061a 064b-065f 0670 06d6-06ed 1ab0-1aff 1dc0-1dff 20d0-20ff fe00-fe0f fe20-fe2f'
    .replaceAll(/\w{4}/g, '\\u$&')
    .replaceAll(' ', '')}]`,
  'gu',
)
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
