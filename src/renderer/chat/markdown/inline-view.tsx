import type { Token } from 'marked'
import { Fragment, memo, type ReactNode } from 'react'
import type { LexedToken } from './answer-token.ts'
import styles from './answer-text.module.css'
import { decodeReferences } from './character-references.ts'
import { codeText } from './code-text.tsx'
import { isSameGroup } from './group-rows.ts'
import { ImageNote, Link } from './link-view.tsx'
import { MathView } from './math-view.tsx'

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
          {codeText(token.text)}
        </code>
      )
    case 'br':
      return <br />
    case 'link':
      return <Link link={token}>{token.autolink ? token.text : <Inline tokens={token.tokens} />}</Link>
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
