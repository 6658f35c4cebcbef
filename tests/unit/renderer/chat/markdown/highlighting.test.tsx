// @vitest-environment jsdom
import { cleanup, render, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { canHighlight, pieceEnds } from '../../../../../src/renderer/chat/markdown/code-pieces.ts'
import {
  highlight,
  registerLanguages,
} from '../../../../../src/renderer/chat/markdown/highlight-languages.ts'
import { highlightWhenIdle } from '../../../../../src/renderer/chat/markdown/highlight-queue.ts'
import { HighlightedCode } from '../../../../../src/renderer/chat/markdown/highlighted-code.tsx'
import type { HighlightNode } from '../../../../../src/renderer/chat/markdown/scope-tree.ts'
import { PATIENT } from '../../support/patient.ts'

let pauses = 0
beforeAll(async () => {
  let now_ms = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now_ms++)
  await registerLanguages(async () => {
    pauses++
  })
  clock.mockRestore()
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const textOf = (nodes: readonly HighlightNode[]): string =>
  nodes.map((node) => (typeof node === 'string' ? node : textOf(node.nodes))).join('')

const PAGE =
  '<p class="x">a &lt; b</p>\n<script>\nconst s = `a ${1 + 1} <b>`\n</script>\n<style>p { color: red }</style>\n'

test('grammars are built a few at a time: the page can draw between them', () => {
  expect(pauses).toBeGreaterThan(5)
})

test.each([
  ['typescript', 'const x: string = `a ${b("c")}` // <end>\n'],
  ['html', PAGE],
  ['py', 'def f(a):\n    """doc"""\n    return f"{a!r}"\n'],
  ['diff', '- a\n+ b\n'],
])('highlighting %s keeps every character', (language, code) => {
  const found = highlight(code, language)
  expect(textOf(found?.nodes ?? [])).toBe(code)
  expect(found?.nodes.some((node) => typeof node !== 'string')).toBe(true)
  expect(found?.unclosed).toBe(false)
})

test('a comment that is open at the end is told', () => {
  expect(highlight('let x /* open', 'ts')?.unclosed).toBe(true)
})

test('an unknown language is not highlighted', () => {
  expect(highlight('x', 'nolang')).toBeNull()
})

test('code of over 100 kB or with a line of over 1,000 characters stays plain', () => {
  expect(canHighlight('x\n'.repeat(50_000))).toBe(true)
  expect(canHighlight('x\n'.repeat(50_001))).toBe(false)
  expect(canHighlight(`a\n${'x'.repeat(1_000)}\nb`)).toBe(true)
  expect(canHighlight(`a\n${'x'.repeat(1_001)}`)).toBe(false)
})

test('pieces end behind whole lines and cover the code', () => {
  const code = 'function f() {\n  return 1\n}\n'.repeat(1_000)
  let at = 0
  let pieces = 0
  while (at < code.length) {
    const ends = pieceEnds(code, at)
    expect(
      ends.every((end) => end - at <= 8_000 && (end === code.length || code.charAt(end - 1) === '\n')),
    ).toBe(true)
    at = ends[0] ?? code.length
    pieces++
  }
  expect(at).toBe(code.length)
  expect(pieces).toBeGreaterThan(6)
})

/** Coloured words stand inside the blocks of lines. */
const colours = (container: Element): number => container.querySelectorAll('span span').length

test('a long file is coloured piece by piece in idle time, its characters never change', async () => {
  const idle: (() => void)[] = []
  vi.stubGlobal('requestIdleCallback', (run: () => void) => idle.push(run))
  const code = 'const x = "a" // b\n'.repeat(600)
  const { container } = render(<HighlightedCode code={code} language="ts" />)
  const counts: number[] = []
  for (let round = 0; round < 5; round++) {
    await waitFor(() => expect(idle).toHaveLength(1), PATIENT)
    expect(container.textContent).toBe(code)
    counts.push(colours(container))
    idle.shift()?.()
    await waitFor(() => expect(colours(container)).toBeGreaterThan(counts.at(-1) ?? 0), PATIENT)
  }
  expect(container.textContent).toBe(code)
  expect(counts[0]).toBe(0)
})

test('what was called off is not coloured', async () => {
  const idle: (() => void)[] = []
  vi.stubGlobal('requestIdleCallback', (run: () => void) => idle.push(run))
  const first = vi.fn<() => void>()
  const second = vi.fn<() => void>()
  const callOff = highlightWhenIdle('let x', 'ts', first)
  highlightWhenIdle('let y', 'ts', second)
  await waitFor(() => expect(idle).toHaveLength(1), PATIENT)
  callOff()
  idle.shift()?.()
  await waitFor(() => expect(second).toHaveBeenCalledTimes(1), PATIENT)
  expect(first).not.toHaveBeenCalled()
})
