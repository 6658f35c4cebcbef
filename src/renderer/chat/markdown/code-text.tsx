import type { ReactNode } from 'react'
import styles from './answer-text.module.css'

// Bidi controls and characters without width. The joiners are left alone: emoji and scripts are written with them.
const UNSEEN = /([\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff])/

/** Code as it is written, with the characters that could hide what it does named and kept from reordering it. */
export function codeText(text: string): ReactNode {
  if (!UNSEEN.test(text)) return text
  return text.split(UNSEEN).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <span key={index} className={styles['unseen']} data-code={nameOf(part)}>
        {part}
      </span>
    ),
  )
}

function nameOf(char: string): string {
  return `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}
