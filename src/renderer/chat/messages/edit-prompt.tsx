import { CircleAlert } from 'lucide-react'
import { useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useActions } from '../../state/use-app.ts'
import type { Message } from '../../../shared/session.ts'
import { Button } from '../../ui/button.tsx'
import { isComposing } from '../../ui/is-composing.ts'
import { enterOf } from '../composer/composer-keys.ts'
import css from './edit-prompt.module.css'
import { useEditInPlace } from '../composer/use-edit-in-place.ts'

/** From this length on the field has a fixed height and is not spell-checked: both cost time at each keystroke. */
const LONG_CHARS = 20_000

export interface EditPromptProps {
  message: Message
  text: string
  /** The field is to be closed; the changed prompt was sent, or was not wanted. */
  onClose: () => void
}

/**
 * A prompt being changed in place: Enter sends it beside the old one, Esc leaves everything as it was. When the field goes
 * away otherwise, what was typed goes on in the composer.
 */
export function EditPrompt({ message, text, onClose }: EditPromptProps): ReactNode {
  const { editPrompt, keepEdit, focusComposer } = useActions()
  const [empty, setEmpty] = useState(text.trim() === '')
  const [sending, setSending] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const long = text.length > LONG_CHARS

  /** Sent, or not wanted, or in the composer. */
  const over = useRef(false)
  const asked = useRef<Promise<string | null>>(null)
  const close = (): void => {
    over.current = true
    onClose()
  }
  const field = useEditInPlace((now) => {
    const give = (): void => {
      if (over.current || now === text || now.trim() === '') return
      close()
      keepEdit(message.session_id, now)
    }
    // The message may give way to the one it was changed to before the reply is here.
    if (asked.current) return asked.current.then((why) => why && give())
    give()
    return Promise.resolve()
  })
  const send = async (): Promise<void> => {
    const prompt = field.current?.value ?? ''
    if (prompt.trim() === '' || asked.current) return
    setSending(true)
    asked.current = editPrompt(message.session_id, message.message_id, prompt)
    const why = await asked.current
    asked.current = null
    setSending(false)
    setRefused(why)
    if (why) return
    close()
    focusComposer()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !isComposing(event.nativeEvent)) {
      event.preventDefault()
      close()
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
        <Button look="quiet" onClick={close}>
          Cancel
        </Button>
        <Button look="solid" busy={empty || sending} onClick={() => void send()}>
          Send
        </Button>
      </div>
    </div>
  )
}
