import { memo, type ReactNode } from 'react'
import type { Block } from './answer-token.ts'
import { BlockBoundary } from './block-boundary.tsx'
import { BlockNode } from './block-nodes.tsx'

/** One top-level block. Rendered again only when its block object is another one, so finished blocks cost nothing. */
export const BlockView = memo(function BlockView({
  block,
  end,
}: {
  block: Block
  end: ReactNode
}): ReactNode {
  return (
    <BlockBoundary block={block}>
      <BlockNode token={block.token} end={end} />
    </BlockBoundary>
  )
})
