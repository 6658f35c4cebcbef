import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import css from './copy-button.module.css'
import { Unseen } from './unseen.tsx'

const SHOWN_MS = 1_500

export interface CopyButtonProps {
  onCopy: () => void
  /** "Copy" when not given. */
  label?: string
}

/** "Copy", which says "Copied" for a moment. As wide as the longer word, so that nothing moves. */
export function CopyButton({ onCopy, label = 'Copy' }: CopyButtonProps): ReactNode {
  const [copied, setCopied] = useState(0)
  useEffect(() => {
    if (copied === 0) return
    const timer = setTimeout(() => setCopied(0), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <span className={css['copy']}>
      <Button
        look="text"
        className={css['button']}
        onClick={() => {
          onCopy()
          setCopied(copied + 1)
        }}
      >
        {copied > 0 ? 'Copied' : label}
      </Button>
      <output>{copied > 0 ? <Unseen>Copied</Unseen> : null}</output>
    </span>
  )
}
