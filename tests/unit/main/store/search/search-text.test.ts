import { describe, expect, test } from 'vitest'
import { searchText } from '../../../../../src/main/store/search/search-text.ts'

const words = (text: string): string => searchText(text).words

test('a text of plain ASCII goes to the index as it is, its NULs aside', () => {
  expect(searchText("Don't PANIC\0now")).toEqual({ words: "Don't PANIC now", characters: '' })
})

describe('words', () => {
  test.each([
    ['accents and case make no difference', 'Łódź ÉCOLE naïve', 'lodz ecole naive'],
    ['letters no keyboard has are written out', 'Straße Ærø œuvre', 'strasse aero oeuvre'],
    ['a sigma is a sigma at the end of a word, too', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
    ['a Turkish capital İ is an i', 'İstanbul', 'istanbul'],
    ['Hindi keeps its vowel signs and stays whole', 'हिन्दी में', 'हिन्दी में'],
    ['Arabic and Hebrew lose their vowel points', 'مُحَمَّد שָׁלוֹם', 'محمد שלום'],
    ['full-width and half-width forms are one', 'ＡＢＣ１ ｶﾞ', 'abc1 ガ'],
    ['what folding takes apart is several words', '⑴½', '1 1⁄2'],
    ['symbols and emoji are no words', 'é ❤️ → 🎉', 'e'],
  ])('%s', (_claim, text, expected) => expect(words(text)).toBe(expected))
})

describe('scripts without blanks', () => {
  test('a run becomes pairs of neighbours, and its characters, each once', () => {
    expect(searchText('人工智能 人')).toEqual({ words: '人工 工智 智能 人', characters: '人 工 智 能' })
  })

  test('the run ends where another script begins, and pairs stand beside its words', () => {
    expect(words('iPhone手机壳abc')).toBe('iphone 手机 机壳 abc')
  })

  test.each([
    ['Japanese', 'コーヒーが', 'コー ーヒ ヒー ーが'],
    ['Korean', '한국어', '한국 국어'],
    ['Thai', 'ไทย', 'ไท ทย'],
    ['characters beyond 16 bits', '𠮷野家', '𠮷野 野家'],
    ['Korean taken apart into jamo, as macOS writes file names', '한국'.normalize('NFD'), '한국'],
  ])('%s', (_script, text, expected) => expect(words(text)).toBe(expected))
})
