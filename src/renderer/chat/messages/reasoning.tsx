import { ChevronRight } from 'lucide-react'
import { memo, useId, useState } from 'react'
import type { ReactNode } from 'react'
import type { MessageId } from '../../../shared/ids.ts'
import { useWholeApp } from '../../state/use-app.ts'
import { GrowingPieces } from './growing-pieces.ts'
import { useKeptState } from './kept-state.tsx'
import css from './reasoning.module.css'

export interface ReasoningProps {
  /** Its own among all parts of all messages. */
  id: string
  message_id: MessageId
  text: string
  running: boolean
  /** As main measured it; undefined while the answer runs. */
  thought_ms: number | undefined
}

/** What the model thought before it answered: one line that unfolds. Folded by default, so that it never moves the answer. */
export function Reasoning({ id: part_id, message_id, text, running, thought_ms }: ReasoningProps): ReactNode {
  const { store } = useWholeApp()
  const [open, setOpen] = useKeptState(`reasoning ${part_id}`, false)
  const id = useId()
  const seen = store.getState().marks[message_id]?.thought
  // What this window saw stays, so that the end changes no figure; after a reload main's own is there.
  const lasted_ms = seen ? seen.until_ms - seen.from_ms : thought_ms
  const seconds = lasted_ms === undefined ? null : Math.max(1, Math.round(lasted_ms / 1_000))
  // The line below the answer says that it thinks, and for how long; this one says what unfolds.
  const label = running ? 'Thoughts so far' : seconds ? `Thought for ${seconds} s` : 'Thought'
  return (
    <div className={css['region']}>
      <button
        type="button"
        className={css['toggle']}
        data-unfold
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={15} aria-hidden />
        {label}
      </button>
      <div id={id} hidden={!open} className={css['text']}>
        {open ? <Thoughts text={text} /> : null}
      </div>
    </div>
  )
}

/** The text grows at its end, and only there it is drawn again. */
function Thoughts({ text }: { text: string }): ReactNode {
  const [growing] = useState(() => new GrowingPieces())
  return growing.read(text).map((piece, index) => <Thought key={index} text={piece} />)
}

const Thought = memo(function Thought({ text }: { text: string }): ReactNode {
  return <div dir="auto">{text}</div>
})
