import type { OldChats } from './old-chats.ts'
import type { WrittenText } from './written-text.ts'

/** What people type, by the kind of work it makes. */
export function questions(chats: OldChats, { vocabulary }: WrittenText): Record<string, string[]> {
  const word = (rank: number): string => vocabulary[rank] ?? ''
  const rare = [word(55_000), word(40_000), word(30_000)]
  const typed = `${word(300)} ${word(2_000)} ${word(9_000)}`
  return {
    'very common words': ['the ', 'of and ', 'to in is ', 'the of and to '],
    'beginnings of one letter': ['t', 'c', 'e', 'r', 'the t', `${word(500)} c`],
    'beginnings of two and three letters': ['th', 'co', 're', 'con', 'pro', 'int', 'dis', 'the co', 'of con'],
    'beginnings of four letters and more': ['inte', 'tran', 'conar', 'proal', 'overen', 'the inter'],
    'words, common to rare': [100, 500, 1_000, 5_000, 10_000, 30_000, 59_000].map((rank) => `${word(rank)} `),
    'two words, one of them rare': rare.map((one) => `the ${one} `),
    'two words that hardly meet': [`${rare[0]} ${rare[1]} `, `${word(3_000)} ${word(7_000)} `],
    'a question as it is typed': Array.from({ length: typed.length }, (_, i) => typed.slice(0, i + 1)),
    'phrases that occur': chats.phrases.slice(0, 12).map((phrase) => `"${phrase}"`),
    'phrases of common words': ['"in the"', '"of the water"', '"the the"', '"water the of and"'],
    Chinese: ['一', '丂', '一丂', '一丂七', '丄丅', '一七丁万', '龜'],
    'no match': ['zzzzqq', 'the zzzzqq ', '"zzzz qq"', '龘龘'],
  }
}
