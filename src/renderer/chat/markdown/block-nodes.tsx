import type { Token, Tokens } from 'marked'
import { createElement, memo, useState, type ReactNode } from 'react'
import { GrowingPieces } from '../messages/growing-pieces.ts'
import type { AnswerToken, LexedToken } from './answer-token.ts'
import styles from './answer-text.module.css'
import { CodeBlock } from './code-block.tsx'
import { groupRows, isSameGroup } from './group-rows.ts'
import { partsOf } from './finished-text.ts'
import { Inline, TaskMark } from './inline-view.tsx'
import { BlockFormula } from './math-view.tsx'
import { TableView } from './table-view.tsx'

interface BlockNodeProps {
  token: AnswerToken
  /** What stands after the last character: the caret of a streaming answer. */
  end: ReactNode
}

export function BlockNode({ token, end }: BlockNodeProps): ReactNode {
  switch (token.type) {
    case 'space':
    case 'def':
      return null
    case 'paragraph':
    case 'open_paragraph':
      return <Paragraph token={token} end={end} />
    case 'heading':
      // `## ` that an answer ended with: a heading without a word is nothing to stop at.
      if (token.tokens.length === 0 && !end) return null
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
    case 'math':
      return <BlockFormula formula={token} end={end} />
    case 'hr':
      return <hr />
    default:
      return <PlainText text={token.raw} end={end} />
  }
}

/** Blocks inside a list item or a quotation. */
function BlockNodes({ tokens, end }: { tokens: readonly Token[]; end: ReactNode }): ReactNode {
  const last = tokens.findLastIndex((token) => token.type !== 'space' && token.type !== 'def')
  if (last === -1) return end
  return tokens.map((token, index) => (
    <BlockNode key={index} token={token as LexedToken} end={index === last ? end : null} />
  ))
}

type ParagraphToken = Extract<AnswerToken, { type: 'paragraph' | 'open_paragraph' }>

function Paragraph({ token, end }: { token: ParagraphToken; end: ReactNode }): ReactNode {
  // One list of parts from the first to the last, so that what becomes finished, and the end, move nothing.
  const parts = token.type === 'open_paragraph' ? [...token.finished, token.tokens] : partsOf(token)
  return (
    <p dir="auto">
      {parts.map((tokens, index) => (
        <Inline key={index} tokens={tokens} />
      ))}
      {end}
    </p>
  )
}

/** Source as it was written, line breaks kept: raw HTML, and what could not or should not be parsed. */
function PlainText({ text, end }: { text: string; end: ReactNode }): ReactNode {
  const [growing] = useState(() => new GrowingPieces())
  const pieces = growing.read(text.replace(/\n+$/, ''))
  if (pieces.length < 2) {
    return (
      <p dir="auto" className={styles['plain']}>
        {pieces[0]}
        {end}
      </p>
    )
  }
  return (
    <div className={styles['plain']}>
      {pieces.map((piece, index) => (
        <PlainPiece key={index} text={piece} end={index === pieces.length - 1 ? end : null} />
      ))}
    </div>
  )
}

/** A stretch of long plain text: a block of its own, so that only the last one is laid out again. */
const PlainPiece = memo(function PlainPiece({ text, end }: { text: string; end: ReactNode }): ReactNode {
  return (
    <p dir="auto">
      {text}
      {end}
    </p>
  )
})

interface ListProps {
  list: Tokens.List
  /** Items that were finished before, in the same groups as they will have when the list has ended. */
  finished?: readonly (readonly Tokens.ListItem[])[]
  end: ReactNode
}

const NONE: readonly (readonly Tokens.ListItem[])[] = []

function ListView({ list, finished = NONE, end }: ListProps): ReactNode {
  const groups = [...finished, ...groupRows(list.items)]
  const items = groups.map((group, index) => (
    <ItemGroup key={index} items={group} end={index === groups.length - 1 ? end : null} />
  ))
  if (list.ordered) {
    const start = list.start === '' || list.start === 1 ? undefined : list.start
    return (
      <ol dir="auto" start={start}>
        {items}
      </ol>
    )
  }
  return <ul dir="auto">{items}</ul>
}

const ItemGroup = memo(
  function ItemGroup({ items, end }: { items: readonly Tokens.ListItem[]; end: ReactNode }): ReactNode {
    return items.map((item, index) => (
      <Item key={index} item={item} end={index === items.length - 1 ? end : null} />
    ))
  },
  (before, after) => before.end === after.end && isSameGroup(before.items, after.items),
)

const Item = memo(function Item({ item, end }: { item: Tokens.ListItem; end: ReactNode }): ReactNode {
  return (
    <li className={item.task ? styles['taskItem'] : undefined}>
      <BlockNodes tokens={item.tokens} end={end} />
    </li>
  )
})
