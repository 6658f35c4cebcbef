import { Pencil } from 'lucide-react'
import { memo, useCallback, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { Message } from '../../../shared/session.ts'
import { textOf } from '../../../shared/session.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Unseen } from '../../ui/unseen.tsx'
import { EditPrompt } from './edit-prompt.tsx'
import type { InFeed } from './in-feed.ts'
import { useKeptState } from './kept-state.tsx'
import { lengthWords, pieces, preview } from './long-text.ts'
import css from './user-message.module.css'
import { VersionSwitch } from './version-switch.tsx'

/** What the person wrote, to be changed in place; its other versions are one click away. */
export const UserMessage = memo(function UserMessage({
  message,
  place,
  of,
}: InFeed & { message: Message }): ReactNode {
  const named = useId()
  const text = textOf(message)
  const [editing, setEditing] = useState(false)
  const pencil = useRef<HTMLButtonElement>(null)
  const closed = useRef(false)
  const close = useCallback(() => {
    closed.current = true
    setEditing(false)
  }, [])
  useLayoutEffect(() => {
    if (!editing && closed.current) pencil.current?.focus()
    closed.current = false
  }, [editing])
  return (
    <article
      className={editing ? css['editing'] : css['message']}
      data-role="user"
      data-message-id={message.message_id}
      data-keep={editing || undefined}
      dir="auto"
      aria-labelledby={editing ? undefined : named}
      aria-label={editing ? 'You said' : undefined}
      aria-posinset={place}
      aria-setsize={of}
      tabIndex={-1}
    >
      {editing ? (
        <EditPrompt message={message} text={text} onClose={close} />
      ) : (
        <>
          <div className={css['bubble']}>
            <Unseen>
              <span id={named}>You said:</span>
            </Unseen>
            <Words id={message.message_id} text={text} />
          </div>
          <div className={css['foot']}>
            <VersionSwitch message={message} />
            <IconButton
              ref={pencil}
              small
              className={css['aside']}
              label="Edit this message"
              onClick={() => setEditing(true)}
            >
              <Pencil size={14} aria-hidden />
            </IconButton>
          </div>
        </>
      )}
    </article>
  )
})

/** A long text is folded, so that a pasted megabyte neither freezes nor buries the talk. */
function Words({ id, text }: { id: string; text: string }): ReactNode {
  const short = useMemo(() => preview(text), [text])
  const [whole, setWhole] = useKeptState(`words ${id}`, false)
  if (short === null) {
    return (
      <p className={css['text']} data-words data-part={0}>
        {text}
      </p>
    )
  }
  return (
    <>
      <div data-words data-part={0}>
        {whole ? <Pieces text={text} /> : <p className={css['text']}>{short}…</p>}
      </div>
      <Button
        look="text"
        className={css['more']}
        data-unfold
        aria-expanded={whole}
        onClick={() => setWhole(!whole)}
      >
        {whole ? 'Show less' : `Show all ${lengthWords(text)}`}
      </Button>
    </>
  )
}

function Pieces({ text }: { text: string }): ReactNode {
  return pieces(text).map((piece, index) => (
    <p className={css['piece']} key={index}>
      {piece}
    </p>
  ))
}
