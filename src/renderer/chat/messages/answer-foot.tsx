import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { endedEarly, needsContinuing } from '../../../shared/continuing.ts'
import type { Message } from '../../../shared/session.ts'
import { textOf } from '../../../shared/session.ts'
import type { StreamEnd } from '../../../shared/stream-end.ts'
import { nameModel } from '../../state/models/connections.ts'
import { whyNotContinued } from '../../state/streams/continuing.ts'
import { endSentence } from '../../state/streams/end-sentence.ts'
import { useActions, useApp } from '../../state/use-app.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Unseen } from '../../ui/unseen.tsx'
import { detailsOf } from './answer-details.ts'
import css from './answer-foot.module.css'
import { MakeRoom } from '../make-room.tsx'
import { richText } from '../markdown/rich-text.ts'
import { StatusLine } from './status-line.tsx'
import { VersionSwitch } from './version-switch.tsx'

/** Below an answer: what it does while it runs, how it ended afterwards. */
export function AnswerFoot({ message, last }: { message: Message; last: boolean }): ReactNode {
  return message.end ? (
    <EndLine message={message} end={message.end} last={last} />
  ) : (
    <div className={css['foot']}>
      <VersionSwitch message={message} />
      <StatusLine message={message} />
      <MakeRoom message={message} />
    </div>
  )
}

function EndLine({ message, end, last }: { message: Message; end: StreamEnd; last: boolean }): ReactNode {
  const { copy } = useActions()
  const [open, setOpen] = useState(false)
  const detailsId = useId()
  const text = textOf(message)
  // What stands there although this stream wrote nothing was there before it.
  const { tone, tag, colon, rest } = endSentence(end, text !== '')
  const details = detailsOf(message, end)
  // Further up it is not always seen: there it comes after what is.
  const again = <AnswerAgain message={message} end={end} last={last} />
  return (
    <>
      <div className={`${css['foot']} ${css[tone] ?? ''}`} data-end={end.reason}>
        <VersionSwitch message={message} />
        <span className={css['sentence']}>
          {tag ? <b className={css['tag']}>{colon ? `${tag}:` : tag}</b> : null} {rest}
        </span>
        {last ? <GoOn message={message} end={end} /> : null}
        {last ? again : null}
        {text === '' ? null : <CopyButton onCopy={() => copy(text)} />}
        {last ? null : again}
        {text === '' ? null : (
          <span className={css['aside']}>
            <CopyButton label="Copy rich text" onCopy={() => copy(text, richText(text))} />
          </span>
        )}
        {details === null ? null : (
          <Button
            look="text"
            className={end.error || open ? undefined : css['aside']}
            aria-expanded={open}
            aria-controls={detailsId}
            onClick={() => setOpen(!open)}
          >
            {open ? 'Hide details' : 'Show details'}
          </Button>
        )}
        <ModelName message={message} />
      </div>
      {details === null ? null : (
        <pre id={detailsId} className={css['details']} hidden={!open}>
          {open ? details : null}
        </pre>
      )}
    </>
  )
}

/** Where an answer ended early, going on from there; where its model cannot, it says so before a click. */
function GoOn({ message, end }: { message: Message; end: StreamEnd }): ReactNode {
  const { continueAnswer, focusComposer } = useActions()
  const whyNot = useApp(whyNotContinued)
  const whyId = useId()
  if (!endedEarly(end) || !needsContinuing(message)) return null
  return (
    <>
      <Button
        look="text"
        busy={whyNot !== null}
        title={whyNot ?? undefined}
        aria-describedby={whyNot === null ? undefined : whyId}
        onClick={() => {
          void continueAnswer(message.session_id, message.message_id)
          // The button goes as the answer begins; the focus must not go with it.
          focusComposer()
        }}
      >
        Continue
      </Button>
      {whyNot === null ? null : (
        <Unseen>
          <span id={whyId}>{whyNot}</span>
        </Unseen>
      )}
    </>
  )
}

interface AnswerAgainProps {
  message: Message
  end: StreamEnd
  last: boolean
}

/** Another answer beside this one. Further up it shows itself to whoever looks for it. */
function AnswerAgain({ message, end, last }: AnswerAgainProps): ReactNode {
  const { regenerate, startAgain, focusComposer } = useActions()
  const { session_id, message_id, model } = message
  // Crashed too often: main starts it again only when a person says so.
  if (model && end.error?.error_type === 'engine_crashed' && !end.error.retryable) {
    return (
      <Button
        look="text"
        className={last ? undefined : css['aside']}
        onClick={() => {
          void startAgain(session_id, message_id, model)
          focusComposer()
        }}
      >
        Start it again
      </Button>
    )
  }
  return (
    <Button
      look="text"
      className={last ? undefined : css['aside']}
      onClick={() => {
        void regenerate(session_id, message_id)
        focusComposer()
      }}
    >
      {end.reason === 'error' || end.reason === 'interrupted' ? 'Try again' : 'Regenerate'}
    </Button>
  )
}

function ModelName({ message }: { message: Message }): ReactNode {
  const label = useApp((data) => message.model && nameModel(data.connections, message.model)?.label)
  const simulator = useApp((data) =>
    message.model ? (nameModel(data.connections, message.model)?.simulator ?? false) : false,
  )
  return label ? <span className={css['model']}>{simulator ? `Simulator · ${label}` : label}</span> : null
}
