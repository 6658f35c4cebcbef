import { useState, type ReactNode, type SyntheticEvent } from 'react'
import { createPortal } from 'react-dom'
import styles from './answer-text.module.css'

export interface LinkTarget {
  /** For the element around the links. */
  handlers: {
    onMouseOver: (event: SyntheticEvent) => void
    onMouseOut: () => void
    onFocus: (event: SyntheticEvent) => void
    onBlur: () => void
  }
  /** The line at the window's edge that says where the link under the pointer, or with the focus, really leads. */
  line: ReactNode
}

export function useLinkTarget(): LinkTarget {
  const [url, setUrl] = useState<string | null>(null)
  const show = (event: SyntheticEvent): void => {
    const link = event.target instanceof Element ? event.target.closest('[data-target]') : null
    setUrl(link?.getAttribute('data-target') ?? null)
  }
  const hide = (): void => setUrl(null)
  return {
    handlers: { onMouseOver: show, onMouseOut: hide, onFocus: show, onBlur: hide },
    // Described on the link itself as well: for the eye alone.
    line:
      url === null
        ? null
        : createPortal(
            <div className={styles['target']} aria-hidden="true">
              <bdi dir="ltr">{url}</bdi>
            </div>,
            document.body,
          ),
  }
}
