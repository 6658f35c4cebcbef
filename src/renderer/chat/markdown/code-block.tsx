import { memo, use, useEffect, useRef, useState, type ReactNode } from 'react'
import { AnswerActionsContext } from './answer-actions.ts'
import styles from './answer-text.module.css'

const COPIED_MS = 2_000

interface CodeBlockProps {
  lang: string
  chunks?: readonly string[]
  text: string
  open?: boolean
  end: ReactNode
}

const NONE: readonly string[] = []

export function CodeBlock({ lang, chunks = NONE, text, open = false, end }: CodeBlockProps): ReactNode {
  const language = lang.split(/\s/, 1)[0] ?? ''
  const scroller = useRef<HTMLPreElement>(null)
  return (
    <div className={styles['code']} dir="ltr">
      <div className={styles['codeHead']}>
        <span>{language}</span>
        <CopyButton source={() => chunks.join('') + text} />
      </div>
      <pre ref={scroller} tabIndex={0} role="region" aria-label={language ? `Code, ${language}` : 'Code'}>
        <code>
          {chunks.map((chunk, index) => (
            <Chunk key={index} text={chunk} />
          ))}
          {text}
          {end}
        </code>
      </pre>
    </div>
  )
}

const Chunk = memo(function Chunk({ text }: { text: string }): ReactNode {
  return text
})

function CopyButton({ source }: { source: () => string }): ReactNode {
  const { copy } = use(AnswerActionsContext)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), COPIED_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copyCode = () => {
    copy(source())
    setCopied(true)
  }
  return (
    <button type="button" aria-label={copied ? 'Copied' : 'Copy code'} onClick={copyCode}>
      {copied ? 'Copied' : 'Copy'}
    </button>
  )
}
