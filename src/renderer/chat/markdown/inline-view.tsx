import type { Token, Tokens } from 'marked'
import { Fragment, memo, use, type MouseEvent, type ReactNode } from 'react'
import { AnswerActionsContext } from './answer-actions.ts'
import type { LexedToken } from './answer-token.ts'
import styles from './answer-text.module.css'
import { decodeReferences } from './character-references.ts'
import { isSameGroup } from './group-rows.ts'
import { inlineText } from './inline-text.ts'
import { MathView } from './math-view.tsx'
import { hostOf, safeUrl } from './safe-url.ts'

interface InlineProps {
  tokens: readonly Token[] | undefined
}

/** Inline tokens as elements. Raw HTML comes out as the text it is. */
export const Inline = memo(
  function Inline({ tokens }: InlineProps): ReactNode {
    return tokens?.map((token, index) => <Fragment key={index}>{inlineNode(token as LexedToken)}</Fragment>)
  },
  (before, after) => before.tokens === after.tokens || isSameGroup(before.tokens ?? [], after.tokens ?? []),
)

function inlineNode(token: LexedToken): ReactNode {
  switch (token.type) {
    case 'text':
      return 'tokens' in token && token.tokens ? (
        <Inline tokens={token.tokens} />
      ) : (
        decodeReferences(token.text)
      )
    case 'escape':
      return token.text
    case 'strong':
      return (
        <strong>
          <Inline tokens={token.tokens} />
        </strong>
      )
    case 'em':
      return (
        <em>
          <Inline tokens={token.tokens} />
        </em>
      )
    case 'del':
      return (
        <del>
          <Inline tokens={token.tokens} />
        </del>
      )
    case 'codespan':
      return (
        <code className={styles['codespan']} dir="ltr">
          {token.text}
        </code>
      )
    case 'br':
      return <br />
    case 'link':
      return <Link link={token} />
    case 'image':
      return <ImageNote image={token} />
    case 'math':
      return <MathView formula={token} />
    case 'checkbox':
      return <TaskMark done={token.checked} />
    default:
      return token.raw
  }
}

function Link({ link }: { link: Tokens.Link }): ReactNode {
  const { openLink } = use(AnswerActionsContext)
  const url = safeUrl(link.autolink ? link.href : decodeReferences(link.href))
  const label = link.autolink ? link.text : <Inline tokens={link.tokens} />
  if (url === null) return label
  const open = (event: MouseEvent) => {
    event.preventDefault()
    openLink(url)
  }
  const openWithMiddleButton = (event: MouseEvent) => {
    if (event.button === 1) open(event)
  }
  return (
    <a href={url} title={url} rel="noreferrer" onClick={open} onAuxClick={openWithMiddleButton}>
      {label}
    </a>
  )
}

/** An image is never fetched: its address may carry what the answer knows to somebody else's server. */
function ImageNote({ image }: { image: Tokens.Image }): ReactNode {
  const host = hostOf(decodeReferences(image.href))
  const alt = inlineText(image.tokens).trim()
  return (
    <span className={styles['image']}>
      Image{alt ? `: ${alt}` : ''}
      {host ? ` (${host})` : ''}
    </span>
  )
}

/** The box of a task list item: state only, never a control. */
export function TaskMark({ done }: { done: boolean }): ReactNode {
  return (
    <input
      type="checkbox"
      className={styles['task']}
      checked={done}
      disabled
      readOnly
      aria-label={done ? 'Done' : 'Not done'}
    />
  )
}
