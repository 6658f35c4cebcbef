import { ArrowUp, CircleAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react'
import { chosenModel, openStream } from '../../state/app-store.ts'
import type { NamedModel } from '../../state/models/connections.ts'
import { nameModel } from '../../state/models/connections.ts'
import { draftKey, draftOf } from '../../state/drafts/drafts.ts'
import { waitingIn } from '../../state/queue/queue.ts'
import { keyWords } from '../../state/shortcuts.ts'
import { useActions, useApp, useWholeApp } from '../../state/use-app.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { enterOf, meaningOf } from './composer-keys.ts'
import css from './composer.module.css'
import { focusAgain } from './focus-again.ts'
import { WaitingMessages } from './queue-list.tsx'

/** From this length on the field has a fixed height and is not spell-checked: both cost time at each keystroke. */
const LONG_CHARS = 20_000

export function Composer(): ReactNode {
  const notice = useApp((data) => draftOf(data.drafts, draftKey(data.open_session_id)).notice)
  const running = useApp((data) => openStream(data) !== null)
  const drafted = useApp((data) => draftOf(data.drafts, draftKey(data.open_session_id)).text.trim() !== '')
  return (
    <section className={css['composer']} aria-label="Write a message">
      <div className={css['box']}>
        {notice ? (
          <p className={css['notice']} role="alert">
            <CircleAlert size={16} aria-hidden />
            {notice}
          </p>
        ) : null}
        <DraftField />
        <div className={css['row']}>
          <SimulatorLabel />
          <span className={css['space']} />
          <SendAndStop running={running} drafted={drafted} />
        </div>
      </div>
      <WaitingMessages />
      <Hint running={running} drafted={drafted} />
    </section>
  )
}

interface Situation {
  running: boolean
  drafted: boolean
}

/** What the keys do right now. */
function Hint({ running, drafted }: Situation): ReactNode {
  const swapped = useApp((data) => data.settings.queue_by_default)
  const waiting = useApp((data) => waitingIn(data, data.open_session_id) > 0)
  const alt_enter = useApp((data) => keyWords('Alt Enter', data.platform))
  const hint = (): string => {
    if (running && !drafted) return 'Esc stops · what you write now can be sent at any moment'
    if (!running)
      return drafted && waiting
        ? `Enter sends · ${alt_enter} queues · Shift Enter new line`
        : 'Enter sends · Shift Enter new line'
    const [queues, supersedes] = swapped ? ['Enter', alt_enter] : [alt_enter, 'Enter']
    return swapped
      ? `${queues} queues · ${supersedes} stops this answer and sends · Esc stops`
      : `${supersedes} stops this answer and sends · ${queues} queues · Esc stops`
  }
  return <p className={css['hint']}>{hint()}</p>
}

/**
 * The field keeps its own text (a megabyte is not handed through React at each keystroke); the store hears of it, and
 * hands it another one by raising the draft's revision.
 */
function DraftField(): ReactNode {
  const { store, actions } = useWholeApp()
  const field = useRef<HTMLTextAreaElement>(null)
  const key = useApp((data) => draftKey(data.open_session_id))
  const long = useApp((data) => draftOf(data.drafts, key).text.length > LONG_CHARS)
  const addressee = useApp((data) => addresseeOf(nameModel(data.connections, chosenModel(data))))

  useEffect(() => {
    const take = (): void => {
      const { text } = draftOf(store.getState().drafts, key)
      if (field.current && field.current.value !== text) field.current.value = text
    }
    take()
    return store.subscribe((now, before) => {
      if (draftOf(now.drafts, key).revision !== draftOf(before.drafts, key).revision) take()
    })
  }, [store, key])
  useEffect(() => {
    // Asked for where it is already, the focus costs a layout.
    const focus = (): void => {
      if (document.activeElement !== field.current) field.current?.focus()
    }
    let undo = (): void => {}
    focus()
    const unsubscribe = store.subscribe((now, before) => {
      if (now.focus_request === before.focus_request) return
      focus()
      undo()
      undo = focusAgain(focus)
    })
    return () => {
      unsubscribe()
      undo()
    }
  }, [store])

  const onKeyDown = (event: KeyboardEvent): void => {
    const enter = enterOf(event.nativeEvent)
    if (!enter) return
    event.preventDefault()
    const data = store.getState()
    const { queue_by_default } = data.settings
    const meaning = meaningOf(enter, { running: openStream(data) !== null, queue_by_default })
    void actions[meaning]()
  }
  return (
    <textarea
      ref={field}
      className={long ? `${css['draft']} ${css['long']}` : css['draft']}
      rows={1}
      aria-label="Message"
      placeholder={`Message ${addressee}`}
      spellCheck={!long}
      onKeyDown={onKeyDown}
      onChange={(event) => actions.type(event.currentTarget.value)}
    />
  )
}

function addresseeOf(model: NamedModel | null): string {
  return !model || model.simulator ? 'the simulator' : model.label
}

function SendAndStop({ running, drafted }: Situation): ReactNode {
  const { send, stopOpen, focusComposer } = useActions()
  const send_keys = useApp((data) =>
    data.settings.queue_by_default ? keyWords('Alt Enter', data.platform) : 'Enter',
  )
  const sendDraft = (event: MouseEvent): void => {
    // The second half of a double click on Stop lands here: it was not meant to send.
    if (event.detail > 1) return
    void send()
    focusComposer()
  }
  if (!running) {
    return (
      <>
        {drafted ? <QueueButton running={false} /> : null}
        <Button look="solid" className={css['main']} disabled={!drafted} onClick={sendDraft}>
          Send <ArrowUp size={15} aria-hidden />
        </Button>
      </>
    )
  }
  return (
    <>
      {drafted ? <QueueButton running /> : null}
      {drafted ? (
        <IconButton
          className={css['aside']}
          label="Stop this answer and send"
          hint={send_keys}
          onClick={sendDraft}
        >
          <ArrowUp size={16} aria-hidden />
        </IconButton>
      ) : null}
      <Button
        look="solid"
        className={css['main']}
        aria-keyshortcuts="Escape"
        // The focus stays in the field: to go away and come back it would cost the frame that is to show the end.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => {
          stopOpen()
          focusComposer()
        }}
      >
        <i className={css['square']} aria-hidden /> Stop <kbd aria-hidden>Esc</kbd>
      </Button>
    </>
  )
}

/** Where there is something to wait for. */
function QueueButton({ running }: Pick<Situation, 'running'>): ReactNode {
  const { queue, focusComposer } = useActions()
  const waiting = useApp((data) => waitingIn(data, data.open_session_id) > 0)
  const keys = useApp(({ settings, platform }) =>
    running && settings.queue_by_default ? 'Enter' : keyWords('Alt Enter', platform),
  )
  if (!running && !waiting) return null
  const queueDraft = (event: MouseEvent): void => {
    if (event.detail > 1) return
    void queue()
    focusComposer()
  }
  return (
    <Button look="quiet" title={`Send when the answers before are done (${keys})`} onClick={queueDraft}>
      Queue
    </Button>
  )
}

function SimulatorLabel(): ReactNode {
  const simulator = useApp((data) => nameModel(data.connections, chosenModel(data))?.simulator ?? false)
  return simulator ? <span className={css['simulator']}>Simulator – not a language model</span> : null
}
