import { isComposing } from '../ui/is-composing.ts'

export type ComposerKey = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'keyCode'
>

/** Whether a key press in the composer sends. During composition Enter belongs to the input method. */
export function sends(press: ComposerKey): boolean {
  const { key, shiftKey, altKey } = press
  return key === 'Enter' && !shiftKey && !altKey && !isComposing(press)
}
