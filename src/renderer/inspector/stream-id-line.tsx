import { Check, Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { shortId } from '../state/testers/trace-words.ts'
import { useActions } from '../state/use-app.ts'
import { IconButton } from '../ui/button.tsx'
import css from './stream-id-line.module.css'
import { useCopied } from './stream-copied.ts'

/** An id, short enough to read and whole when copied. */
export function StreamIdLine({ name, id }: { name: string; id: string }): ReactNode {
  const { copy } = useActions()
  const [copied, markCopied] = useCopied()
  return (
    <div className={css['line']}>
      <dt className={css['name']}>{name}</dt>
      <dd className={css['value']}>
        <code title={id}>{shortId(id)}</code>
        <IconButton
          small
          label={copied ? 'Copied' : `Copy ${name}`}
          onClick={() => {
            copy(id)
            markCopied()
          }}
        >
          {copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
        </IconButton>
      </dd>
    </div>
  )
}
