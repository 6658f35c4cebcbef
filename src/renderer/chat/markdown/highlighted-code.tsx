import { Fragment, memo, useEffect, useMemo, useState, type ReactNode } from 'react'
import styles from './answer-text.module.css'
import { blocksOf, isPieceOfLine } from './code-lines.ts'
import { codeText } from './code-text.tsx'
import { highlightWhenIdle, type HighlightedPiece } from './highlight-queue.ts'
import type { HighlightNode } from './scope-tree.ts'

interface State {
  code: string
  pieces: readonly HighlightedPiece[]
}

interface HighlightedCodeProps {
  /** All of a finished block; of one that is still being written, what follows its finished lines. */
  code: string
  language: string
  /** The finished lines of a block that is still being written: it is not coloured yet. */
  chunks?: readonly string[] | undefined
  end?: ReactNode
}

/**
 * Code: plain at once, and when it is finished coloured piece by piece when the page has time. The characters are always the
 * same, and so are the blocks of lines in which they are laid out before and after the end.
 */
export const HighlightedCode = memo(function HighlightedCode(props: HighlightedCodeProps): ReactNode {
  const { code, language, chunks, end = null } = props
  const open = chunks !== undefined
  const pieces = useColours(code, language, open)
  const finished = useMemo(() => (open ? [] : blocksOf(code)), [open, code])
  const coloured = pieces.at(-1)?.end ?? 0
  const plain = plainBlocks(chunks ? [...chunks, code] : finished, coloured)
  return (
    <>
      {pieces.map((piece, index) => (
        <span key={piece.start} className={styles['lines']}>
          <Piece nodes={piece.nodes} />
          {plain.length === 0 && index === pieces.length - 1 ? end : null}
        </span>
      ))}
      {plain.map(({ number, text }, index) => (
        <Lines
          key={number}
          className={styles[linesOrPiece(plain, index)]}
          text={text}
          end={index === plain.length - 1 ? end : null}
        />
      ))}
    </>
  )
})

/** Each block is laid out by itself: whole lines below each other, the pieces of a long one beside each other. */
function linesOrPiece(blocks: readonly { text: string }[], index: number): 'lines' | 'piece' {
  const [before, block, after] = [blocks[index - 1], blocks[index], blocks[index + 1]]
  return block && isPieceOfLine(block.text, before?.text, after?.text) ? 'piece' : 'lines'
}

const NONE: readonly HighlightedPiece[] = []

/** The coloured pieces of finished code, as far as they are. */
function useColours(code: string, language: string, open: boolean): readonly HighlightedPiece[] {
  const [state, setState] = useState<State>({ code, pieces: [] })
  useEffect(
    () =>
      open
        ? undefined
        : highlightWhenIdle(code, language, (piece) =>
            setState((before) => ({
              code,
              pieces: before.code === code && piece.start > 0 ? [...before.pieces, piece] : [piece],
            })),
          ),
    [code, language, open],
  )
  return !open && state.code === code ? state.pieces : NONE
}

/** What of the blocks is behind the first `coloured` characters, by their numbers. */
function plainBlocks(blocks: readonly string[], coloured: number): { number: number; text: string }[] {
  const left: { number: number; text: string }[] = []
  let start = 0
  for (const [number, block] of blocks.entries()) {
    const text = start < coloured ? block.slice(coloured - start) : block
    start += block.length
    if (start > coloured || coloured === 0) left.push({ number, text })
  }
  return left
}

interface LinesProps {
  className: string | undefined
  text: string
  end: ReactNode
}

const Lines = memo(function Lines({ className, text, end }: LinesProps): ReactNode {
  return (
    <span className={className}>
      {codeText(text)}
      {end}
    </span>
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
