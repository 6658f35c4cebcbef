import { memo } from 'react'
import type { ReactNode } from 'react'
import Markdown from 'react-markdown'
import rehypeHighlight from 'rehype-highlight'
import remarkGfm from 'remark-gfm'

const REMARK = [remarkGfm]
const REHYPE = [rehypeHighlight]

/** react-markdown as its users set it up: tables and the like, and coloured code. */
export const HighlightedMarkdown = memo(function HighlightedMarkdown({ text }: { text: string }): ReactNode {
  return (
    <Markdown remarkPlugins={REMARK} rehypePlugins={REHYPE}>
      {text}
    </Markdown>
  )
})
