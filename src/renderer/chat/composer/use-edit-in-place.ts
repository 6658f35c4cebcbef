import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { useActions } from '../../state/use-app.ts'

/**
 * The field of a text that is changed in place: it takes the focus, at its end. `handOver` is called with what stands in it
 * when it goes away, or its window does, whoever began that. It may be called again, and never rejects.
 */
export function useEditInPlace(
  handOver: (text: string) => Promise<unknown>,
): RefObject<HTMLTextAreaElement | null> {
  const { editorOpened } = useActions()
  const field = useRef<HTMLTextAreaElement>(null)
  const latest = useRef(handOver)
  useEffect(() => {
    latest.current = handOver
  })
  useEffect(() => {
    const box = field.current
    if (!box) return undefined
    box.focus()
    box.setSelectionRange(box.value.length, box.value.length)
    const give = (): Promise<unknown> => latest.current(box.value)
    const forget = editorOpened(give)
    return () => {
      forget()
      void give()
    }
  }, [editorOpened])
  return field
}
