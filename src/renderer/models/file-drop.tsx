import { FileDown } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { useActions } from '../state/use-app.ts'
import css from './file-drop.module.css'

/** While files are held over the window: what dropping them does. */
export function FileDrop(): ReactNode {
  const held = useHeldFiles()
  const layer = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Above an open dialog, too, which is in the browser's top layer.
    if (held) layer.current?.showPopover?.()
  }, [held])
  return held ? (
    <div className={css['layer']} ref={layer} popover="manual">
      <div className={css['zone']}>
        <FileDown size={28} aria-hidden />
        <b>Drop model files to add them</b>
        <p>GGUF files stay where they are; Sluice remembers where. Anything else is left alone.</p>
      </div>
    </div>
  ) : null
}

/** Whether files are held over the window. A drop adds them; the page itself never goes anywhere. */
function useHeldFiles(): boolean {
  const { dropModels } = useActions()
  const [held, setHeld] = useState(false)
  useEffect(() => {
    const onDragOver = (event: DragEvent): void => {
      const { dataTransfer } = event
      if (!dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      dataTransfer.dropEffect = 'link'
      setHeld(true)
    }
    const onDragLeave = (event: DragEvent): void => {
      // Within the page it goes from one element to the next; out of it, to nothing.
      if (event.relatedTarget === null) setHeld(false)
    }
    const onDrop = (event: DragEvent): void => {
      setHeld(false)
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      dropModels(files)
    }
    window.addEventListener('dragenter', onDragOver)
    window.addEventListener('dragover', onDragOver)
    window.addEventListener('dragleave', onDragLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragenter', onDragOver)
      window.removeEventListener('dragover', onDragOver)
      window.removeEventListener('dragleave', onDragLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [dropModels])
  return held
}
