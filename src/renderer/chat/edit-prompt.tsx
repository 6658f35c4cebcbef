import { CircleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useActions } from '../state/use-app.ts'
import type { Message } from '../../shared/session.ts'
import { Button } from '../ui/button.tsx'
import { isComposing } from '../ui/is-composing.ts'
import { enterOf } from './composer-keys.ts'
import css from './edit-prompt.module.css'

/** From this length on the field has a fixed height and is not spell-checked: both cost time at each keystroke. */
const LONG_CHARS = 20_000

export interface EditPromptProps {
  message: Message
  text: string
  /** The field is to be closed; the changed prompt was sent, or was not wanted. */
  onClose: () => void
}

/** A prompt being changed in place: Enter sends it beside the old one, Esc leaves everything as it was. */
export function EditPrompt({ message, text, onClose }: EditPromptProps): ReactNode {
  const { editPrompt, focusComposer } = useActions()
  const field = useRef<HTMLTextAreaElement>(null)
  const [empty, setEmpty] = useState(text.trim() === '')
  const [sending, setSending] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const long = text.length > LONG_CHARS

  useEffect(() => {
    const box = field.current
    if (!box) return
    box.focus()
    box.setSelectionRange(box.value.length, box.value.length)
  }, [])
  const send = async (): Promise<void> => {
    const prompt = field.current?.value ?? ''
    if (prompt.trim() === '' || sending) return
    setSending(true)
    const why = await editPrompt(message.session_id, message.message_id, prompt)
    setSending(false)
    setRefused(why)
    if (why) return
    onClose()
    focusComposer()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !isComposing(event.nativeEvent)) {
      event.preventDefault()
      onClose()
    } else if (event.target instanceof HTMLTextAreaElement && enterOf(event.nativeEvent) === 'enter') {
      event.preventDefault()
      void send()
    }
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Esc closes what is on top, also from its buttons
    <div className={css['edit']} onKeyDown={onKeyDown}>
      <textarea
        ref={field}
        className={long ? `${css['field']} ${css['long']}` : css['field']}
        rows={1}
        aria-label="Edit your message"
        defaultValue={text}
        spellCheck={!long}
        onChange={(event) => setEmpty(event.currentTarget.value.trim() === '')}
      />
      <div className={css['row']}>
        {refused ? (
          <p className={css['refused']} role="alert">
            <CircleAlert size={15} aria-hidden />
            {refused}
          </p>
        ) : (
          <span className={css['hint']}>The old version stays, with all that followed it.</span>
        )}
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button look="solid" busy={empty || sending} onClick={() => void send()}>
          Send
        </Button>
      </div>
    </div>
  )
}
