import type { ReactNode } from 'react'

/** All that is printed (base.css): of a long chat a part is on the page, and half a chat on paper would look like all of it. */
export function PrintNote(): ReactNode {
  return (
    <p data-print>
      Only a part of a long chat is on the page at a time, so Sluice does not print it. “Export this chat…”
      above the chat writes all of it to a file, and that can be printed.
    </p>
  )
}
