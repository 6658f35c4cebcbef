import { Fragment, memo, useEffect, useState, type ReactNode } from 'react'
import styles from './answer-text.module.css'
import { codeText } from './code-text.tsx'
import { highlightWhenIdle, type HighlightedPiece } from './highlight-queue.ts'
import type { HighlightNode } from './scope-tree.ts'

interface State {
  code: string
  pieces: readonly HighlightedPiece[]
}

/** Finished code: plain at once, coloured piece by piece when the page has time. The characters are always the same. */
export const HighlightedCode = memo(function HighlightedCode({
  code,
  language,
}: {
  code: string
  language: string
}) {
  const [state, setState] = useState<State>({ code, pieces: [] })
  useEffect(
    () =>
      highlightWhenIdle(code, language, (piece) =>
        setState((before) => ({
          code,
          pieces: before.code === code && piece.start > 0 ? [...before.pieces, piece] : [piece],
        })),
      ),
    [code, language],
  )
  const pieces = state.code === code ? state.pieces : []
  const rest = code.slice(pieces.at(-1)?.end ?? 0)
  return (
    <>
      {pieces.map((piece) => (
        <Piece key={piece.start} nodes={piece.nodes} />
      ))}
      {codeText(rest)}
    </>
  )
})

const Piece = memo(function Piece({ nodes }: { nodes: readonly HighlightNode[] }): ReactNode {
  return nodes.map((node, index) => <Fragment key={index}>{scopeNode(node)}</Fragment>)
})

function scopeNode(node: HighlightNode): ReactNode {
  if (typeof node === 'string') return codeText(node)
  const className = colourOf(node.scope)
  return className ? (
    <span className={className}>
      <Piece nodes={node.nodes} />
    </span>
  ) : (
    <Piece nodes={node.nodes} />
  )
}

const COLOURS: Readonly<Record<string, string>> = {
  keyword: 'keyword',
  built_in: 'name',
  type: 'name',
  literal: 'number',
  number: 'number',
  operator: '',
  string: 'string',
  regexp: 'string',
  char: 'string',
  symbol: 'number',
  title: 'title',
  section: 'title',
  class: 'title',
  function: 'title',
  params: '',
  comment: 'comment',
  quote: 'comment',
  doctag: 'keyword',
  meta: 'comment',
  attr: 'name',
  attribute: 'name',
  property: 'name',
  tag: '',
  name: 'keyword',
  variable: 'number',
  bullet: 'keyword',
  link: 'string',
  code: 'string',
  emphasis: 'emphasis',
  strong: 'strong',
  'selector-tag': 'keyword',
  'selector-class': 'title',
  'selector-id': 'title',
  'selector-attr': 'name',
  'selector-pseudo': 'name',
  'template-variable': 'number',
  'template-tag': 'keyword',
  addition: 'addition',
  deletion: 'deletion',
}

/** Scopes have sub-scopes (`title.function`); a few colours stand for them all. */
function colourOf(scope: string): string | undefined {
  const colour = COLOURS[scope.split('.', 1)[0] ?? '']
  return colour ? styles[colour] : undefined
}
