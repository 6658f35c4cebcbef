import { flushSync } from 'react-dom'
import type { ClipboardEvent, KeyboardEvent, RefObject } from 'react'
import type { MessageId } from '../../../shared/ids.ts'
import type { Message } from '../../../shared/session.ts'
import { messageAround, messageOf, placeAt } from './list-place.ts'
import { selectMessage, textOfSelection } from './selected-text.ts'

export interface ListKeysOptions {
  scroller: RefObject<HTMLElement | null>
  messages: readonly Message[]
  goTo: (scroll: () => void) => void
  bring: (message_id: MessageId) => void
  toEnd: () => void
}

export interface ListKeys {
  onKeyDown: (event: KeyboardEvent) => void
  onCopy: (event: ClipboardEvent) => void
}

/**
 * Alt and an arrow go from message to message, End to the newest, Home to the first that is loaded; Ctrl+A selects the message the focus is in. What is copied
 * is whole, also where messages between the ends of the selection are not drawn.
 */
export function useListKeys({ scroller, messages, goTo, bring, toEnd }: ListKeysOptions): ListKeys {
  const focusMessage = (list: HTMLElement, step: 1 | -1): void => {
    const within = messageAround(document.activeElement)
    const from = within?.dataset['messageId'] ?? placeAt(list, list)?.message_id
    const at = messages.findIndex(({ message_id }) => message_id === from)
    // Nothing has the focus yet: the message at the edge is the first.
    const next = messages[within ? Math.min(Math.max(at + step, 0), messages.length - 1) : Math.max(at, 0)]
    if (!next) return
    flushSync(() => bring(next.message_id))
    const message = messageOf(list, next.message_id)
    if (!message) return
    goTo(() => {
      ringed(message)
      // A long one is shown from its beginning.
      const tall = message.offsetHeight > list.clientHeight
      message.scrollIntoView({ block: tall ? 'start' : 'nearest' })
    })
  }

  return {
    onKeyDown: (event) => {
      const list = scroller.current
      if (!list || event.defaultPrevented || isTyping(event.target)) return
      const { key, altKey, shiftKey } = event
      const mod = event.ctrlKey || event.metaKey
      const step = { ArrowDown: 1 as const, ArrowUp: -1 as const }[key]
      if (step && altKey && !mod && !shiftKey) focusMessage(list, step)
      else if (key === 'End' && !altKey && !shiftKey) toEnd()
      // At once: what is drawn on the way would end a smooth scroll before it is there.
      else if (key === 'Home' && !altKey && !shiftKey) goTo(() => (list.scrollTop = 0))
      else if (
        !(key === 'a' && mod && !altKey && !shiftKey && selectMessage(messageAround(document.activeElement)))
      )
        return
      event.preventDefault()
    },
    onCopy: (event) => {
      const list = scroller.current
      const text = list && !isTyping(event.target) ? textOfSelection(list, messages) : null
      if (text === null) return
      event.clipboardData.setData('text/plain', text)
      event.preventDefault()
    },
  }
}

/** Keys with Alt count for no use of the keyboard where browsers decide whether to show the focus; here they are one. */
function ringed(message: HTMLElement): void {
  message.dataset['byKey'] = ''
  message.addEventListener('blur', () => delete message.dataset['byKey'], { once: true })
  message.focus({ preventScroll: true })
}

function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement
}
