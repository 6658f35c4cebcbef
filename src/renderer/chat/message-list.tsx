import { ArrowDown } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Message } from '../../shared/session.ts'
import { openMessages } from '../state/app-store.ts'
import { useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { AnswerMessage } from './answer-message.tsx'
import { EarlierLine } from './earlier-line.tsx'
import { EmptyChat } from './empty-chat.tsx'
import css from './message-list.module.css'
import { useFollow } from './use-follow.ts'
import { useReveal } from './use-reveal.ts'
import { useHeldMessage } from './use-held-message.ts'
import { UserMessage } from './user-message.tsx'

/** The messages of the open session. It changes when messages come and go, never with a token. */
export function MessageList(): ReactNode {
  const messages = useApp(openMessages)
  const open_session_id = useApp((data) => data.open_session_id)
  const loading = useApp((data) => data.loaded[data.open_session_id ?? '']?.state === 'loading')
  const own_opening = useApp((data) => data.own_opening)
  const subject = `${open_session_id} ${own_opening}`
  const { scroller, content, behind, toEnd, stay } = useFollow(subject, messages)
  useReveal(scroller, stay)
  useHeldMessage(scroller, stay, messages)
  return (
    <div className={css['frame']}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reached by keyboard */}
      <section className={css['list']} ref={scroller} data-scroller tabIndex={0} aria-label="Conversation">
        <div className={css['column']} ref={content}>
          <EarlierLine scroller={scroller} />
          {messages.map((message, index) => (
            <MessageItem key={message.message_id} message={message} fromEnd={messages.length - 1 - index} />
          ))}
          {messages.length > 0 ? null : loading ? (
            <p className={css['loading']}>Opening this chat</p>
          ) : (
            <EmptyChat />
          )}
        </div>
      </section>
      {behind ? (
        <Button className={css['jump']} onClick={toEnd}>
          <ArrowDown size={15} aria-hidden /> Jump to latest
        </Button>
      ) : null}
    </div>
  )
}

/** Messages this close to the end are always laid out; those further up only when they come near the screen. */
const NEAR_MESSAGES = 4

function MessageItem({ message, fromEnd }: { message: Message; fromEnd: number }): ReactNode {
  const className = fromEnd >= NEAR_MESSAGES && message.end !== null ? css['far'] : undefined
  return message.role === 'user' ? (
    <UserMessage message={message} />
  ) : (
    <AnswerMessage message={message} last={fromEnd === 0} className={className} />
  )
}
