import { ArrowDown } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Message } from '../../../shared/session.ts'
import { openMessages } from '../../state/app-store.ts'
import { useApp } from '../../state/use-app.ts'
import { Button } from '../../ui/button.tsx'
import { AnswerMessage } from '../messages/answer-message.tsx'
import { EarlierLine } from './earlier-line.tsx'
import { EmptyChat } from '../empty-chat.tsx'
import { FindBar } from '../find/find-bar.tsx'
import { KeptStates } from '../messages/kept-state.tsx'
import type { InFeed } from '../messages/in-feed.ts'
import type { Row } from './list-rows.ts'
import css from './message-list.module.css'
import { useFollow } from './use-follow.ts'
import { useHeldMessage } from './use-held-message.ts'
import { useListKeys } from './use-list-keys.ts'
import { useReveal } from './use-reveal.ts'
import { UserMessage } from '../messages/user-message.tsx'

/** The messages of the open session, of which those near what is read are drawn. It changes when they do, never with a token. */
export function MessageList(): ReactNode {
  const messages = useApp(openMessages)
  const open_session_id = useApp((data) => data.open_session_id)
  const loading = useApp((data) => data.loaded[data.open_session_id ?? '']?.state === 'loading')
  const earlier = useApp((data) => data.loaded[data.open_session_id ?? '']?.earlier ?? 0)
  const paging = useApp((data) => data.loaded[data.open_session_id ?? '']?.paging === 'loading')
  const own_opening = useApp((data) => data.own_opening)
  const wanted = useApp((data) => data.reveal?.message_id ?? data.held?.message_id ?? null)
  const subject = `${open_session_id} ${own_opening}`
  const { scroller, content, rows, behind, toEnd, goTo, bring } = useFollow(subject, messages, wanted)
  useReveal(scroller, goTo)
  useHeldMessage(scroller, goTo, messages)
  const hears = useListKeys({ scroller, messages, goTo, bring, toEnd })
  return (
    <div className={css['frame']}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys move from message to message inside */}
      <section
        className={css['list']}
        ref={scroller}
        data-scroller
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reached by keyboard
        tabIndex={0}
        aria-label="Conversation"
        {...hears}
      >
        <div className={css['column']} ref={content}>
          <EarlierLine scroller={scroller} />
          {messages.length > 0 ? (
            <KeptStates>
              <div className={css['feed']} role="feed" aria-label="Messages" aria-busy={paging}>
                {rows.map((row) => (
                  <ListRow
                    key={'message' in row ? row.message.message_id : row.key}
                    row={row}
                    earlier={earlier}
                    count={messages.length}
                  />
                ))}
              </div>
            </KeptStates>
          ) : loading ? (
            <p className={css['loading']}>Opening this chat</p>
          ) : (
            <EmptyChat />
          )}
        </div>
      </section>
      <FindBar scroller={scroller} rows={rows} goTo={goTo} bring={bring} />
      {behind ? (
        <Button className={css['jump']} onClick={toEnd}>
          <ArrowDown size={15} aria-hidden /> Jump to latest
        </Button>
      ) : null}
    </div>
  )
}

/** `earlier` messages lie above the first of the `count` here. */
function ListRow({ row, earlier, count }: { row: Row; earlier: number; count: number }): ReactNode {
  if (!('message' in row)) return <div data-room aria-hidden style={{ height: row.space_px }} />
  const { message, index } = row
  const inFeed = { place: earlier + index + 1, of: earlier + count }
  return <OneMessage message={message} last={index === count - 1} {...inFeed} />
}

function OneMessage({ message, last, place, of }: InFeed & { message: Message; last: boolean }): ReactNode {
  return message.role === 'user' ? (
    <UserMessage message={message} place={place} of={of} />
  ) : (
    <AnswerMessage message={message} last={last} place={place} of={of} />
  )
}
