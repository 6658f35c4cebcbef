import { isComposing } from '../../ui/is-composing.ts'

export type ComposerKey = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'keyCode'
>

/** Enter with nothing, or with Alt; null for any other key. During composition Enter belongs to the input method. */
export function enterOf(press: ComposerKey): 'enter' | 'alt_enter' | null {
  const { key, shiftKey, altKey } = press
  if (key !== 'Enter' || shiftKey || isComposing(press)) return null
  return altKey ? 'alt_enter' : 'enter'
}

/** What the two send keys do: one sends now, the other lets the prompt wait; which is a setting while an answer streams. */
export function meaningOf(
  enter: 'enter' | 'alt_enter',
  { running, queue_by_default }: { running: boolean; queue_by_default: boolean },
): 'send' | 'queue' {
  const swapped = running && queue_by_default
  return (enter === 'alt_enter') === swapped ? 'send' : 'queue'
}
