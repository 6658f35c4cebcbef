import type { ReactNode } from 'react'
import { ChatHeader } from './chat-header.tsx'
import css from './chat-view.module.css'
import { Composer } from './composer/composer.tsx'
import { MessageList } from './list/message-list.tsx'
import { NoticeBars } from './notice-bars.tsx'

/** The open chat. `picker` chooses its model; `notices` stand above the composer, however tall that is. */
export function ChatView({ picker, notices }: { picker: ReactNode; notices: ReactNode }): ReactNode {
  return (
    <main className={css['view']}>
      <ChatHeader picker={picker} />
      <NoticeBars />
      <MessageList />
      <div className={css['bottom']}>
        {notices}
        <Composer />
      </div>
    </main>
  )
}
