import { useChat } from '@ai-sdk/react'
import type { ChatTransport, UIMessage, UIMessageChunk } from 'ai'
import { memo, useEffect } from 'react'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import type { Contestant, Mount } from '../contestant.ts'
import type { HistoryMessage } from '../documents.ts'
import { HighlightedMarkdown } from './highlighted-markdown.tsx'

/** What its documentation recommends for long answers. */
const THROTTLE_MS = 50
const PART = 'answer'

/** The chat hook over a transport of the bench's own, its messages drawn by react-markdown. */
export const mount: Mount = (root, history) =>
  new Promise((mounted) => {
    let chat: { stop: () => Promise<void> } | null = null
    const transport = streamingTransport((write) =>
      mounted({
        push: (delta) => write({ type: 'text-delta', id: PART, delta }),
        end: () => {
          write({ type: 'text-end', id: PART })
          write({ type: 'finish' })
          write(null)
        },
        stop: () => void chat?.stop(),
        answer: () => root.querySelector(':scope > :last-child:not(.user)'),
        furniture: '',
      } satisfies Contestant),
    )
    function Conversation(): ReactNode {
      const state = useChat({ transport, messages: history.map(messageOf), throttle: THROTTLE_MS })
      const { sendMessage } = state
      useEffect(() => {
        chat = state
      })
      useEffect(() => {
        void sendMessage({ text: 'Go on' })
      }, [sendMessage])
      return state.messages.map((message) => <ChatMessage key={message.id} message={message} />)
    }
    createRoot(root).render(<Conversation />)
  })

const messageOf = ({ role, text }: HistoryMessage, index: number): UIMessage => ({
  id: `message-${index}`,
  role,
  parts: [{ type: 'text', text }],
})

type Write = (chunk: UIMessageChunk | null) => void

/** `ready` gets what writes to the answer that was asked for; null ends it. */
function streamingTransport(ready: (write: Write) => void): ChatTransport<UIMessage> {
  return {
    reconnectToStream: () => Promise.resolve(null),
    sendMessages: ({ abortSignal }) =>
      Promise.resolve(
        new ReadableStream<UIMessageChunk>({
          start: (controller) => {
            let open = true
            const write: Write = (chunk) => {
              if (!open) return
              if (chunk) return controller.enqueue(chunk)
              open = false
              controller.close()
            }
            abortSignal?.addEventListener('abort', () => write(null))
            write({ type: 'start' })
            write({ type: 'text-start', id: PART })
            ready(write)
          },
        }),
      ),
  }
}

const ChatMessage = memo(function ChatMessage({ message }: { message: UIMessage }): ReactNode {
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  return message.role === 'user' ? (
    <div className="message user">{text}</div>
  ) : (
    <div className="message">
      <HighlightedMarkdown text={text} />
    </div>
  )
})
