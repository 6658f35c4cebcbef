import { expect, test } from 'vitest'
import { closeInline } from '../../../../../src/renderer/chat/markdown/close-inline.ts'

test.each([
  ['bold that is open', 'a **bold', 'a **bold**'],
  ['bold with a space at its end', 'a **bold ', 'a **bold**'],
  ['bold whose closer is half there', 'a **bold*', 'a **bold**'],
  ['an opener with nothing behind it', 'a **', 'a '],
  ['emphasis inside bold', '**a *b', '**a *b***'],
  ['strikethrough', '~~gone', '~~gone~~'],
  ['code', 'run `npm i', 'run `npm i`'],
  ['code in two ticks whose closer is half there', '``a ` b`', '``a ` b``'],
  ['a tick with nothing behind it', 'run `', 'run '],
  ['stars inside open code', '**a `b * c', '**a `b * c`**'],
  ['a link without its address', 'see [the te', 'see the te'],
  ['a link between label and address', 'see [the text]', 'see the text'],
  ['a link with half an address', 'see [the text](htt', 'see the text'],
  ['a link with an open bracket in its address', 'see [t](http://x/a_(b', 'see t'],
  ['an image with half an address', 'see ![alt](htt', 'see alt'],
  ['a reference that is half there', 'see [t][r', 'see t'],
  ['a backslash at the end', 'a \\', 'a '],
  ['bold in an open link', '[a **b', 'a **b**'],
])('%s reads as it will when it is closed', (_, open, shown) => {
  expect(closeInline(open)).toBe(shown)
})

test.each([
  ['**bold** and *em* done'],
  ['`code` done'],
  ['[text](http://x.example) done'],
  ['list[0] and [1] are not links'],
  ['2*3 = 6 and a * b'],
  ['snake_case and __init__ done'],
  ['about ~5 of them'],
  ['\\*not open'],
])('%s stays as it is', (text) => {
  expect(closeInline(text)).toBe(text)
})
