import { memo, useLayoutEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import type { Mount } from '../contestant.ts'

/** `old`: a message that was there before. */
type Draw = (text: string, state: 'growing' | 'ended' | 'old') => ReactNode

/** A conversation whose last message grows: one state for its text, set once per frame; finished messages are memoised. */
export function growingAnswer(draw: Draw, furniture: string): Mount {
  const Finished = memo(function Finished({ text }: { text: string }) {
    return <div className="message">{draw(text, 'old')}</div>
  })
  return (root, history) =>
    new Promise((mounted) => {
      let text = ''
      let done = false
      let frame = 0
      let show = (_state: { text: string; done: boolean }): void => {}
      const flush = (): void => {
        frame = 0
        show({ text, done })
      }
      const soon = (): void => {
        if (frame === 0) frame = requestAnimationFrame(flush)
      }
      const contestant = {
        push: (token: string) => {
          text += token
          soon()
        },
        end: () => {
          done = true
          soon()
        },
        stop: () => {
          done = true
          cancelAnimationFrame(frame)
          flush()
        },
        answer: () => root.querySelector('[data-answer]'),
        furniture,
      }
      function Conversation(): ReactNode {
        const [state, setState] = useState({ text: '', done: false })
        useLayoutEffect(() => {
          show = setState
          mounted(contestant)
        }, [])
        return (
          <>
            {history.map((message, index) =>
              message.role === 'user' ? (
                <div className="message user" key={index}>
                  {message.text}
                </div>
              ) : (
                <Finished key={index} text={message.text} />
              ),
            )}
            <div className="message" data-answer>
              {draw(state.text, state.done ? 'ended' : 'growing')}
            </div>
          </>
        )
      }
      createRoot(root).render(<Conversation />)
    })
}
