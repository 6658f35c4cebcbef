import { memo, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { AnswerActionsContext, type AnswerActions } from './answer-actions.ts'
import styles from './answer-text.module.css'
import type { Block } from './answer-token.ts'
import { BlockView } from './block-view.tsx'
import { IncrementalDocument } from './incremental-document.ts'

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
  const [feed] = useState(() => new DocumentFeed())
  const document = feed.read(text, streaming)
  const actions = useStableActions(onLink, onCopy)
  const groups = document.groups
  return (
    <AnswerActionsContext value={actions}>
      <div className={styles['answer']}>
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

/** Feeds what is new of a growing text to its document. */
class DocumentFeed {
  #text = ''
  #finished = false
  #document = new IncrementalDocument()

  read(text: string, streaming: boolean): IncrementalDocument {
    if (this.#finished ? text !== this.#text || streaming : !text.startsWith(this.#text)) {
      this.#document = new IncrementalDocument()
      this.#text = ''
      this.#finished = false
    }
    if (text.length > this.#text.length) this.#document.append(text.slice(this.#text.length))
    this.#text = text
    if (!streaming && !this.#finished) {
      this.#finished = true
      this.#document.finish()
    }
    return this.#document
  }
}

function useStableActions(onLink: (url: string) => void, onCopy: (text: string) => void): AnswerActions {
  const latest = useRef({ onLink, onCopy })
  useEffect(() => {
    latest.current = { onLink, onCopy }
  })
  return useMemo(
    () => ({ openLink: (url) => latest.current.onLink(url), copy: (text) => latest.current.onCopy(text) }),
    [],
  )
}
