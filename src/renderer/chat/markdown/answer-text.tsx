import { memo, useEffect, useMemo, useReducer, useRef, useState, type ReactNode } from 'react'
import { AnswerActionsContext, type AnswerActions } from './answer-actions.ts'
import styles from './answer-text.module.css'
import type { Block } from './answer-token.ts'
import { BlockView } from './block-view.tsx'
import { DocumentFeed } from './document-feed.ts'
import { useLinkTarget } from './link-target.tsx'
import type { IncrementalDocument } from './incremental-document.ts'

export interface AnswerTextProps {
  /** The whole answer so far. It grows by appending while `streaming`; any other text starts the document anew. */
  text: string
  streaming: boolean
  /** An http, https or mailto address the reader chose to open. */
  onLink: (url: string) => void
  onCopy: (text: string) => void
}

/** An answer as rich text. While it streams, only the block that is still open is parsed and drawn. */
export function AnswerText({ text, streaming, onLink, onCopy }: AnswerTextProps): ReactNode {
  const document = useDocument(text, streaming)
  const actions = useStableActions({ onLink, onCopy, streaming })
  const target = useLinkTarget()
  const groups = document.groups
  return (
    <AnswerActionsContext value={actions}>
      <div className={styles['answer']} {...target.handlers}>
        {groups.map((blocks, index) => (
          <Group
            key={index}
            blocks={blocks}
            sealed={index < groups.length - 1}
            end={streaming && index === groups.length - 1 ? CARET : null}
          />
        ))}
        {streaming && groups.length === 0 ? <p>{CARET}</p> : null}
      </div>
      {target.line}
    </AnswerActionsContext>
  )
}

const CARET = <span className={styles['caret']} aria-hidden="true" />

const Group = memo(function Group({
  blocks,
  sealed,
  end,
}: {
  blocks: readonly Block[]
  sealed: boolean
  end: ReactNode
}) {
  return (
    <div className={sealed ? styles['sealed'] : styles['group']}>
      {blocks.map((block, index) => (
        <BlockView key={block.id} block={block} end={index === blocks.length - 1 ? end : null} />
      ))}
    </div>
  )
})

/** The document of a growing text, brought up to date with it; text that had to wait is parsed as soon as it may be. */
function useDocument(text: string, streaming: boolean): IncrementalDocument {
  const [feed] = useState(() => new DocumentFeed())
  const [, drawAgain] = useReducer((count: number) => count + 1, 0)
  const document = feed.read(text, streaming)
  const due_ms = document.due_ms
  useEffect(() => {
    if (due_ms === null) return undefined
    const timer = setTimeout(() => {
      document.catchUp()
      drawAgain()
    }, due_ms)
    return () => clearTimeout(timer)
  }, [document, due_ms])
  return document
}

function useStableActions(props: Omit<AnswerTextProps, 'text'>): AnswerActions {
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
  })
  return useMemo(
    () => ({
      openLink: (url) => latest.current.onLink(url),
      copy: (text) => latest.current.onCopy(text),
      isStreaming: () => latest.current.streaming,
    }),
    [],
  )
}
