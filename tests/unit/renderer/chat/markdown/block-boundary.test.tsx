// @vitest-environment jsdom
import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Block } from '../../../../../src/renderer/chat/markdown/answer-token.ts'
import { BlockBoundary } from '../../../../../src/renderer/chat/markdown/block-boundary.tsx'

// React reports what a boundary caught; the report is not what is tested.
beforeEach(() => vi.spyOn(console, 'error').mockImplementation(() => {}))
afterEach(() => vi.restoreAllMocks())

const block = (raw: string): Block => ({ id: 0, token: { type: 'plain', raw, text: raw } })

function Fragile({ broken }: { broken: boolean }): ReactNode {
  if (broken) throw new Error('cannot be drawn')
  return <b>drawn</b>
}

test('a block that cannot be drawn is shown as its source, and drawn again when it has changed', () => {
  const view = (broken: boolean, raw: string) => (
    <BlockBoundary block={block(raw)}>
      <Fragile broken={broken} />
    </BlockBoundary>
  )
  const { container, rerender } = render(view(true, '**source**'))
  expect(container.textContent).toBe('**source**')
  rerender(view(false, '**source** more'))
  expect(container.textContent).toBe('drawn')
})
