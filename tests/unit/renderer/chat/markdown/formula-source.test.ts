import { describe, expect, test } from 'vitest'
import { closeInline } from '../../../../../src/renderer/chat/markdown/close-inline.ts'
import {
  blockFormula,
  formulasIn,
  nextBlockFormula,
} from '../../../../../src/renderer/chat/markdown/formula-source.ts'
import { OPEN_FORMULA } from '../../../../../src/renderer/chat/markdown/open-formula.ts'

const texIn = (text: string): string[] => [...formulasIn(text).values()].map(({ tex }) => tex)

describe('formulas in a line', () => {
  test.each([
    ['the sum $a + b$ is', ['a + b']],
    ['$x$, ($y$) and **$z$**', ['x', 'y', 'z']],
    ['one digit: $5$', ['5']],
    ['\\(a \\\\ b\\) and \\[c\\]', ['a \\\\ b', 'c']],
    ['in the middle $$ x^2 $$ of it', ['x^2']],
    ['an escaped dollar inside: $5\\$ = y$', ['5\\$ = y']],
    ['over\nthe line: $a\n+ b$', ['a\n+ b']],
  ])('%j', (text, tex) => {
    expect(texIn(text)).toEqual(tex)
  })

  test.each([
    'it costs $5',
    'between $5 and $10',
    'from $5-$10, or US$7 and A$8',
    'about $20 for one or 30$ for two',
    'set $PATH or `$HOME` now',
    'echo $a$b and $(pwd)/$x',
    'in code: `$x$`',
    'escaped: \\$x\\$',
    'nothing in it: $$ $$, \\(\\), $ x$, $x $',
    '$a\n\nb$',
    '\\[\\\\\\]',
  ])('none in %j', (text) => {
    expect(texIn(text)).toEqual([])
  })
})

describe('formulas in lines of their own', () => {
  test.each([
    ['$$\nx\n- y\n$$', 'x\n- y'],
    ['  \\[ x\n= y \\]  \nmore', 'x\n= y'],
    ['$$x$$', 'x'],
  ])('%j', (text, tex) => {
    expect(blockFormula(text, false)).toMatchObject({ tex, open: false })
  })

  test.each(['$$x$$ and more', '$$\nx', '$$x\n\ny$$', '    $$x$$', 'a $$x$$'])('none at %j', (text) => {
    expect(blockFormula(text, false)).toBeNull()
  })

  test('one that can still be closed is open as long as more may come', () => {
    expect(blockFormula('$$\nx +', true)).toMatchObject({ tex: 'x +', open: true })
    expect(blockFormula('$$\nx\n\ny', true)).toBeNull()
    expect(blockFormula(`$$\n${'x'.repeat(9_000)}`, true)).toBeNull()
  })

  test('the first one before a blank line is found', () => {
    expect(nextBlockFormula('text\n$$x$$\n', false)).toBe(5)
    expect(nextBlockFormula('text\n\n$$x$$\n', false)).toBe(-1)
    expect(nextBlockFormula('text\n$$x\n', false)).toBe(-1)
    expect(nextBlockFormula('text\n$$x\n', true)).toBe(5)
  })
})

test.each([
  ['a formula that is being written', 'so $x^2', true],
  ['one between other delimiters', 'so \\(x', true],
  ['a price', 'so $5', false],
  ['a price and bold text', 'so $5 = **all', false],
  ['a formula that is closed', 'so $x^2$ is', false],
])('%s', (_, text, marked) => {
  expect(closeInline(text).includes(OPEN_FORMULA)).toBe(marked)
})

test.each([
  ['a $', 'a '],
  ['cost US$', 'cost US$'],
  ['**a $x^', '**a \uf8f0$x^\uf8f1**'],
  ['$$x$', '\uf8f0$$x\uf8f1'],
  ['$x*y*z$ *a', '$x*y*z$ *a*'],
])('%j is shown as %j', (open, shown) => {
  expect(closeInline(open)).toBe(shown)
})
