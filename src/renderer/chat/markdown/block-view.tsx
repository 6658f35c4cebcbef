import type { MarkedToken, Token } from 'marked'
import { createElement, memo, type ReactNode } from 'react'
import type { AnswerToken, Block } from './answer-token.ts'
import styles from './answer-text.module.css'
import { BlockBoundary } from './block-boundary.tsx'
import { CodeBlock } from './code-block.tsx'
import { Inline, TaskMark } from './inline-view.tsx'
import { ListView } from './list-view.tsx'
import { TableView } from './table-view.tsx'

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

/** A block without its guard; `end` is what stands after its last character: the caret of a streaming answer. */
export function BlockNode({ token, end }: { token: AnswerToken; end: ReactNode }): ReactNode {
  switch (token.type) {
    case 'space':
    case 'def':
      return null
    case 'paragraph':
      return (
        <p dir="auto">
          <Inline tokens={token.tokens} />
          {end}
        </p>
      )
    case 'open_paragraph':
      return (
        <p dir="auto">
          {token.finished.map((tokens, index) => (
            <Inline key={index} tokens={tokens} />
          ))}
          <Inline tokens={token.tokens} />
          {end}
        </p>
      )
    case 'heading':
      return createElement(`h${token.depth}`, { dir: 'auto' }, <Inline tokens={token.tokens} />, end)
    case 'text':
      return (
        <>
          <Inline tokens={token.tokens ?? [token]} />
          {end}
        </>
      )
    case 'checkbox':
      return <TaskMark done={token.checked} />
    case 'code':
      return <CodeBlock lang={token.lang ?? ''} text={token.text} end={end} />
    case 'open_code':
      return <CodeBlock lang={token.lang} chunks={token.chunks} text={token.rest} open end={end} />
    case 'blockquote':
      return (
        <blockquote dir="auto">
          <BlockNodes tokens={token.tokens} end={end} />
        </blockquote>
      )
    case 'list':
      return <ListView list={token} end={end} />
    case 'open_list':
      return <ListView list={token.list} finished={token.finished} end={end} />
    case 'table':
      return <TableView table={token} end={end} />
    case 'open_table':
      return <TableView table={token.table} finished={token.finished} end={end} />
    case 'hr':
      return <hr />
    default:
      return <PlainText text={token.raw} end={end} />
  }
}

/** Blocks inside a list item or a quotation. */
export function BlockNodes({ tokens, end }: { tokens: readonly Token[]; end: ReactNode }): ReactNode {
  const last = tokens.findLastIndex((token) => token.type !== 'space' && token.type !== 'def')
  return tokens.map((token, index) => (
    <BlockNode key={index} token={token as MarkedToken} end={index === last ? end : null} />
  ))
}

/** Source as it was written, line breaks kept: raw HTML, and what could not or should not be parsed. */
export function PlainText({ text, end }: { text: string; end: ReactNode }): ReactNode {
  return (
    <p dir="auto" className={styles['plain']}>
      {text.replace(/\n+$/, '')}
      {end}
    </p>
  )
}
