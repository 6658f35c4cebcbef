import { memo, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import type { Message } from '../../shared/session.ts'
import { textOf } from '../../shared/session.ts'
import { Button } from '../ui/button.tsx'
import { Unseen } from '../ui/unseen.tsx'
import { pieces, preview, sizeWords } from './long-text.ts'
import css from './user-message.module.css'

/** What the person wrote. A long text is folded, so that a pasted megabyte neither freezes nor buries the talk. */
export const UserMessage = memo(function UserMessage({ message }: { message: Message }): ReactNode {
  const text = textOf(message)
  const short = useMemo(() => preview(text), [text])
  const [whole, setWhole] = useState(false)
  return (
    <article className={css['message']} data-role="user" data-message-id={message.message_id} dir="auto">
      <Unseen>You said:</Unseen>
      {short === null ? (
        <p className={css['text']}>{text}</p>
      ) : (
        <>
          {whole ? <Pieces text={text} /> : <p className={css['text']}>{short}…</p>}
          <Button look="text" className={css['more']} aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? 'Show less' : `Show all, ${sizeWords(text)}`}
          </Button>
        </>
      )}
    </article>
  )
})

function Pieces({ text }: { text: string }): ReactNode {
  return pieces(text).map((piece, index) => (
    <p className={css['piece']} key={index}>
      {piece}
    </p>
  ))
}
