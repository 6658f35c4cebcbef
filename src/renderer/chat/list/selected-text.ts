import type { Message } from '../../../shared/session.ts'
import { textOf } from '../../../shared/session.ts'
import { messageAround, messageOf } from './list-place.ts'

/** Selects the words of a message, and nothing of what stands around them. False when it has none. */
export function selectMessage(message: HTMLElement | null): boolean {
  const words = message?.querySelectorAll('[data-words]')
  const [first, last] = [words?.[0], words?.[words.length - 1]]
  if (!first || !last) return false
  const range = document.createRange()
  range.setStartBefore(first)
  range.setEndAfter(last)
  const selection = getSelection()
  selection?.removeAllRanges()
  selection?.addRange(range)
  return true
}

/**
 * The text of a selection with messages in it that are not drawn: of those their own text, of the others what the browser
 * copies. null when all of it is drawn, and the browser can do it alone.
 */
export function textOfSelection(list: HTMLElement, messages: readonly Message[]): string | null {
  const selection = getSelection()
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null
  const whole = selection.getRangeAt(0)
  const indexAt = (node: Node): number => {
    const id = messageAround(node)?.dataset['messageId']
    return messages.findIndex(({ message_id }) => message_id === id)
  }
  const [first, last] = [indexAt(whole.startContainer), indexAt(whole.endContainer)]
  if (first < 0 || last < 0) return null
  const between = messages.slice(first, last + 1).map((message) => ({
    message,
    drawn: messageOf(list, message.message_id),
  }))
  if (between.every(({ drawn }) => drawn)) return null
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection
  const texts = between.map(({ message, drawn }) => (drawn ? seen(selection, whole, drawn) : textOf(message)))
  if (anchorNode && focusNode) selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset)
  return texts.map((text) => text.trim()).join('\n\n')
}

/** What the browser makes of the part of a selection that lies in a message. */
function seen(selection: Selection, whole: Range, message: HTMLElement): string {
  const part = document.createRange()
  part.selectNodeContents(message)
  if (part.compareBoundaryPoints(Range.START_TO_START, whole) < 0)
    part.setStart(whole.startContainer, whole.startOffset)
  if (part.compareBoundaryPoints(Range.END_TO_END, whole) > 0)
    part.setEnd(whole.endContainer, whole.endOffset)
  selection.removeAllRanges()
  selection.addRange(part)
  return selection.toString()
}
