import type { Tokens } from 'marked'
import { use, type MouseEvent, type ReactNode } from 'react'
import { AnswerActionsContext } from './answer-actions.ts'
import styles from './answer-text.module.css'
import { decodeReferences } from './character-references.ts'
import { inlineText } from './inline-text.ts'
import { imageWords } from './rich-text.ts'
import { hostOf, hostShown, safeUrl } from './safe-url.ts'

/** A link opens outside, after main has shown its host. One whose words name another host says where it leads. */
export function Link({ link, children }: { link: Tokens.Link; children: ReactNode }): ReactNode {
  const { openLink } = use(AnswerActionsContext)
  const url = safeUrl(link.autolink ? link.href : decodeReferences(link.href))
  if (url === null) return children
  const open = (event: MouseEvent) => {
    event.preventDefault()
    openLink(url)
  }
  const openWithMiddleButton = (event: MouseEvent) => {
    if (event.button === 1) open(event)
  }
  const shown = link.autolink ? null : hostShown(inlineText(link.tokens))
  const host = hostOf(url) ?? ''
  return (
    <>
      <a
        href={url}
        data-target={url}
        title={url}
        rel="noreferrer"
        onClick={open}
        onAuxClick={openWithMiddleButton}
      >
        {children}
      </a>
      {shown !== null && shown !== host ? (
        <span className={styles['elsewhere']}> ({host || url})</span>
      ) : null}
    </>
  )
}

/**
 * An image is never fetched here: its address may carry what the answer knows to somebody else's server. A click opens it
 * outside, as a link (docs/decisions/0015-images-open-outside.md).
 */
export function ImageNote({ image }: { image: Tokens.Image }): ReactNode {
  const { openLink } = use(AnswerActionsContext)
  const words = imageWords(image)
  const href = decodeReferences(image.href)
  const url = hostOf(href) === null ? null : safeUrl(href)
  if (url === null) return <span className={styles['image']}>{words}</span>
  return (
    <button
      type="button"
      className={styles['image']}
      data-target={url}
      title={url}
      onClick={() => openLink(url)}
    >
      {words}
    </button>
  )
}
