import { Pause } from 'lucide-react'
import { useId, useLayoutEffect, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import type { QueueId, SessionId } from '../../../shared/ids.ts'
import type { PauseReason, QueuedPrompt, SessionQueue } from '../../../shared/prompt-queue.ts'
import { pauseSentence } from '../../state/queue/queue-words.ts'
import { useActions, useApp } from '../../state/use-app.ts'
import { Button } from '../../ui/button.tsx'
import { QueueRow } from './queue-row.tsx'
import css from './queue-list.module.css'

/** More than this many fold. */
const SHOWN_MAX = 4

/** What waits to be sent in the open session; nothing while nothing waits. */
export function WaitingMessages(): ReactNode {
  const queue = useApp((data) => data.queues[data.open_session_id ?? ''] ?? null)
  return queue && <QueueList key={queue.session_id} queue={queue} />
}

function QueueList({ queue }: { queue: SessionQueue }): ReactNode {
  const { session_id, prompts, paused } = queue
  const [unfolded, setUnfolded] = useState(false)
  const id = useId()
  const list = useRef<HTMLOListElement>(null)
  const { focused, blurred } = useKeptFocus(list, prompts)
  const [current, setCurrent] = useState<QueueId | null>(null)
  const at = prompts.findIndex((one) => one.queue_id === current)
  const tabStop = prompts[Math.max(at, 0)]?.queue_id
  // The row a person is at stays in sight, also where it was moved below the fold.
  const open = unfolded || at >= SHOWN_MAX
  const shown = open ? prompts : prompts.slice(0, SHOWN_MAX)
  return (
    <section className={css['queue']} aria-label="Queue">
      {paused ? <PausedBar session_id={session_id} reason={paused} /> : null}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrow keys move among the buttons inside */}
      <ol
        id={id}
        ref={list}
        className={css['list']}
        aria-label={`Waiting messages, ${prompts.length}`}
        onKeyDown={(event) => moveFocus(event, list.current)}
        onFocus={(event) => {
          const row = event.target.closest<HTMLElement>('[data-queue-id]')
          const found = prompts.find((one) => one.queue_id === row?.dataset['queueId'])
          if (!found) return
          setCurrent(found.queue_id)
          focused(found.queue_id, prompts.indexOf(found))
        }}
        onBlur={blurred}
      >
        {shown.map((prompt, index) => (
          <QueueRow
            key={prompt.queue_id}
            prompt={prompt}
            session_id={session_id}
            number={index + 1}
            count={prompts.length}
            tabStop={prompt.queue_id === tabStop}
          />
        ))}
      </ol>
      {prompts.length > SHOWN_MAX ? (
        <Button
          look="text"
          className={css['fold']}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => {
            setUnfolded(!open)
            setCurrent(null)
          }}
        >
          {open ? 'Show fewer' : `Show all ${prompts.length} waiting`}
        </Button>
      ) : null}
    </section>
  )
}

function PausedBar({ session_id, reason }: { session_id: SessionId; reason: PauseReason }): ReactNode {
  const { resumeQueue, focusComposer } = useActions()
  return (
    <div className={css['paused']}>
      <Pause size={15} aria-hidden />
      <output className={css['why']}>{pauseSentence(reason)}</output>
      <Button
        className={css['resume']}
        onClick={() => {
          focusComposer()
          void resumeQueue(session_id)
        }}
      >
        Resume
      </Button>
    </div>
  )
}

/** One Tab stop for the list; the arrows move within it. */
function moveFocus(event: KeyboardEvent, list: HTMLElement | null): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-queued]') ?? [])]
  const at = rows.findIndex((row) => row === document.activeElement)
  if (at < 0) return
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  rows[Math.min(Math.max(to, 0), rows.length - 1)]?.focus()
}

/**
 * A row that had the focus and was sent or deleted hands it to the row in its place, else to the message field. (React tells
 * no blur of what it takes away itself, so that a focus still noted here was lost.)
 */
function useKeptFocus(list: RefObject<HTMLElement | null>, prompts: readonly QueuedPrompt[]) {
  const { focusComposer } = useActions()
  const kept = useRef<{ queue_id: QueueId; index: number } | null>(null)
  useLayoutEffect(() => {
    const lost = kept.current
    if (!lost) return
    const index = prompts.findIndex((one) => one.queue_id === lost.queue_id)
    kept.current = index < 0 ? null : { ...lost, index }
    if (index >= 0) return
    const rows = list.current?.querySelectorAll<HTMLElement>('[data-queued]') ?? []
    const row = rows[Math.min(lost.index, rows.length - 1)]
    if (row) row.focus()
    else focusComposer()
  }, [prompts, list, focusComposer])
  // The last one takes the whole list along.
  useLayoutEffect(
    () => () => {
      if (kept.current) focusComposer()
    },
    [focusComposer],
  )
  return {
    focused: (queue_id: QueueId, index: number): void => void (kept.current = { queue_id, index }),
    blurred: (): void => void (kept.current = null),
  }
}
