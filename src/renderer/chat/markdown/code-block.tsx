import { memo, use, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { AnswerActionsContext } from './answer-actions.ts'
import styles from './answer-text.module.css'
import { codeText } from './code-text.tsx'
import { HighlightedCode } from './highlighted-code.tsx'
import { FOLD_LINES, isUnfolded, lineCount, rememberFold } from './unfolded-code.ts'

const COPIED_MS = 2_000

interface CodeBlockProps {
  lang: string
  /** Finished lines of a block that is still being written. */
  chunks?: readonly string[]
  text: string
  open?: boolean
  end: ReactNode
}

const NONE: readonly string[] = []

export function CodeBlock({ lang, chunks = NONE, text, open = false, end }: CodeBlockProps): ReactNode {
  const language = (lang.split(/[\s,{]/, 1)[0] ?? '').toLowerCase()
  const code = open ? text : text.replace(/\n$/, '')
  const { fold, lines, toggle } = useFold(code, open)
  return (
    <div className={styles['code']} dir="ltr">
      <div className={styles['codeHead']}>
        <span className={styles['language']}>{language || 'text'}</span>
        {lines > FOLD_LINES ? (
          <button type="button" className={styles['fold']} aria-expanded={fold === 'whole'} onClick={toggle}>
            {fold === 'whole' ? 'Show less' : `Show all ${lines} lines`}
          </button>
        ) : null}
        <CopyButton source={() => chunks.join('') + code} />
      </div>
      <CodeFrame label={language ? `Code, ${language}` : 'Code'} open={open} fold={fold}>
        {chunks.map((chunk, index) => (
          <Chunk key={index} text={chunk} />
        ))}
        {open ? codeText(code) : <HighlightedCode code={code} language={language} />}
        {end}
      </CodeFrame>
    </div>
  )
}

/** Scrolls inside itself; is cut below its first lines; is shown with all of them. The first two are of one height. */
type Fold = 'scrolls' | 'folded' | 'whole'

/** Long code is folded where it comes into view finished. What was seen growing only folds when the reader folds it. */
function useFold(code: string, open: boolean): { fold: Fold; lines: number; toggle: () => void } {
  const { isStreaming } = use(AnswerActionsContext)
  const lines = open ? 0 : lineCount(code)
  const [fold, setFold] = useState<Fold>(() => {
    if (open || isStreaming()) return 'scrolls'
    return isUnfolded(code) ? 'whole' : 'folded'
  })
  const toggle = () => {
    rememberFold(code, fold !== 'whole')
    setFold(fold === 'whole' ? 'folded' : 'whole')
  }
  return { fold: lines > FOLD_LINES || fold === 'whole' ? fold : 'scrolls', lines, toggle }
}

const Chunk = memo(function Chunk({ text }: { text: string }): ReactNode {
  return codeText(text)
})

const NEAR_END_PX = 24

/**
 * Scrolls inside itself. A figure has a name and is no landmark: an answer has many of them, and landmarks of one name tell
 * nobody where they are. While `open` it keeps its end in view, unless the reader has
 * scrolled up in it.
 */
function CodeFrame({
  label,
  open,
  fold,
  children,
}: {
  label: string
  open: boolean
  fold: Fold
  children: ReactNode
}): ReactNode {
  const frame = useRef<HTMLElement>(null)
  const follows = useRef(true)
  const wasOpen = useRef(open)
  const noteScroll = () => {
    const element = frame.current
    if (element)
      follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX
  }
  useLayoutEffect(() => {
    const element = frame.current
    // Once more when it has ended: its last line may have come with the end.
    if (element && (open || wasOpen.current) && follows.current) element.scrollTop = element.scrollHeight
    wasOpen.current = open
  })
  return (
    <figure
      ref={frame}
      className={`${styles['codeFrame']} ${styles[fold] ?? ''}`}
      onScroll={open ? noteScroll : undefined}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={label}
    >
      <pre>
        <code>{children}</code>
      </pre>
    </figure>
  )
}

function CopyButton({ source }: { source: () => string }): ReactNode {
  const { copy } = use(AnswerActionsContext)
  // Counts up, so that copying again starts the two seconds anew.
  const [copied, setCopied] = useState(0)
  useEffect(() => {
    if (copied === 0) return undefined
    const timer = setTimeout(() => setCopied(0), COPIED_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copyCode = () => {
    copy(source())
    setCopied((count) => count + 1)
  }
  return (
    <button
      type="button"
      className={styles['copy']}
      aria-label={copied ? 'Copied' : 'Copy code'}
      onClick={copyCode}
    >
      {copied ? 'Copied' : 'Copy'}
    </button>
  )
}
