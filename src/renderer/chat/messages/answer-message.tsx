import { memo, useId, useState } from 'react'
import type { ReactNode } from 'react'
import type { MessageId } from '../../../shared/ids.ts'
import type { Message, MessagePart } from '../../../shared/session.ts'
import { streamOf } from '../../state/app-store.ts'
import { isRunning, shownParts } from '../../state/streams/live-stream.ts'
import { useActions, useApp } from '../../state/use-app.ts'
import { Unseen } from '../../ui/unseen.tsx'
import { AnswerFoot } from './answer-foot.tsx'
import css from './answer-message.module.css'
import { AnswerText } from '../markdown/answer-text.tsx'
import { PartSeam } from './part-seam.ts'
import type { InFeed } from './in-feed.ts'
import { Reasoning } from './reasoning.tsx'

export interface AnswerMessageProps extends InFeed {
  message: Message
  /** The last message shown: only it can be gone on with. */
  last: boolean
}

/** An answer, running or ended: the same elements in both states, so that its end moves nothing. */
export const AnswerMessage = memo(function AnswerMessage(props: AnswerMessageProps): ReactNode {
  const { message, last, place, of } = props
  const named = useId()
  // The one subscription that follows tokens, and only those of this message.
  const live = useApp((data) => streamOf(data, message))
  const [seam] = useState(() => new PartSeam())
  const parts = live ? seam.join(message.parts, shownParts(live)) : message.parts
  const streaming = isRunning(live)
  const state = message.end?.reason ?? (live?.frozen ? 'stopping' : 'running')
  return (
    <article
      className={css['message']}
      data-role="assistant"
      data-message-id={message.message_id}
      data-state={state}
      aria-labelledby={named}
      aria-posinset={place}
      aria-setsize={of}
      tabIndex={-1}
    >
      <Unseen>
        <span id={named}>Answer:</span>
      </Unseen>
      {parts.map((part, index) => (
        <div
          className={css['part']}
          key={index}
          data-part={index}
          data-words={part.channel === 'answer' || undefined}
        >
          <Part
            id={`${message.message_id} ${index}`}
            message_id={message.message_id}
            part={part}
            thought_ms={message.end?.timings.thought_ms}
            streaming={streaming && index === parts.length - 1}
          />
        </div>
      ))}
      <AnswerFoot message={message} last={last} />
    </article>
  )
})

interface PartProps {
  /** Its own among all parts of all messages. */
  id: string
  message_id: MessageId
  part: MessagePart
  thought_ms: number | undefined
  streaming: boolean
}

/** A finished part stays the same object while the next ones are written, and is not drawn again with them. */
const Part = memo(function Part({ id, message_id, part, thought_ms, streaming }: PartProps): ReactNode {
  const { openLink, copy } = useActions()
  return part.channel === 'reasoning' ? (
    <Reasoning id={id} message_id={message_id} text={part.text} running={streaming} thought_ms={thought_ms} />
  ) : (
    <AnswerText text={part.text} streaming={streaming} onLink={openLink} onCopy={copy} />
  )
})
