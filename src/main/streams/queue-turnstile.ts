import type { EventSink, Journal, Opening, WriteLog } from '../ports.ts'
import type { MessageId, QueueId, SessionId, StreamId } from '../../shared/ids.ts'
import type { Refusal } from '../../shared/ipc-contract.ts'
import type { PauseReason, SessionQueue } from '../../shared/prompt-queue.ts'
import type { SessionActivity } from '../../shared/session.ts'
import type { EndReason } from '../../shared/stream-end.ts'
import type { StreamEvent } from '../../shared/stream-event.ts'
import type { QueueLine, WaitingPrompt } from './queue-line.ts'
import { isFinal } from './unsaved-answers.ts'

export interface TurnstileDependencies {
  writeLog: WriteLog
  /** Opens a stream for a waiting prompt in this tick, `after` null: where its chat is shown; a refusal when that is gone. */
  open: (
    session_id: SessionId,
    prompt: string,
    queue_id: QueueId,
    after: MessageId | null,
  ) => { stream_id: StreamId } | Refusal
  activity: (session_id: SessionId) => SessionActivity
  /** Resolves when every ended answer is on disk or refused. */
  saved: () => Promise<void>
  onChanged: (queue: SessionQueue) => void
}

/** What the end of an answer does to the prompts that wait behind it. */
const PAUSES: Record<EndReason, PauseReason | null> = {
  success: null,
  superseded: null,
  stopped: 'stopped',
  interrupted: 'interrupted',
  error: 'failed',
}

/** A change of a queue, as the log names it; ids and counts alone. */
export type QueueChange =
  | 'queue_add'
  | 'queue_refused'
  | 'queue_edit'
  | 'queue_move'
  | 'queue_remove'
  | 'queue_restore'
  | 'queue_resumed'
  | 'queue_sent'
  | 'queue_back'

/**
 * Lets waiting prompts out, one by one: only the success of the answer before opens it for the next, and whoever goes
 * through leaves the queue in the transaction that makes it a message (`Opening.queue_id`). It watches the core from
 * outside, through `sink` and `journal`, and opens nothing in the middle of an end.
 */
export class QueueTurnstile {
  #deps: TurnstileDependencies
  #lines: ReadonlyMap<SessionId, QueueLine>
  /** Answers the disk refused. */
  #unsaved = 0
  /** The stream whose messages the disk just refused: its end is on the way. */
  #not_opened: StreamId | null = null
  /** The answer each session was given last in this run: what goes out by itself follows it, whatever is looked at. */
  #answered = new Map<SessionId, MessageId>()
  #closed = false

  constructor(deps: TurnstileDependencies, lines: ReadonlyMap<SessionId, QueueLine>) {
    this.#deps = deps
    this.#lines = lines
  }

  /** The core's news as it passes by. */
  sink(inner: EventSink): EventSink {
    return {
      opened: (opened) => inner.opened(opened),
      event: (event) => {
        inner.event(event)
        this.#hear(event)
      },
      activity: (session_id, activity) => {
        inner.activity(session_id, activity)
        const line = activity === 'idle' && this.#lines.get(session_id)
        if (line && line.prompts.length > 0) this.#advance(line)
      },
      unsaved: (count) => {
        this.#unsaved = count
        inner.unsaved(count)
      },
    }
  }

  /** The core's journal: an opening that is on disk has taken its prompt out of the queue. */
  journal(inner: Journal): Journal {
    return {
      open: async (opening) => {
        const branch = await inner.open(opening).catch((error: unknown) => {
          this.#isNot(opening, error)
          throw error
        })
        if (opening.queue_id) this.#sent(opening.session_id, opening.queue_id)
        return branch
      },
      append: (event) => inner.append(event),
      close: (record) => inner.close(record),
    }
  }

  pause(line: QueueLine, reason: PauseReason): void {
    if (line.prompts.length === 0 || line.paused === reason) return
    line.paused = reason
    const { session_id, prompts } = line
    this.#deps.writeLog({ event: 'queue_paused', session_id, reason, waiting: prompts.length })
    this.#deps.onChanged(line.shown())
  }

  tell(line: QueueLine, event: QueueChange, queue_id?: QueueId): void {
    const { session_id, prompts } = line
    const waiting = prompts.length
    this.#deps.writeLog({ event, session_id, ...(queue_id && { queue_id }), waiting })
    this.#deps.onChanged(line.shown())
  }

  /** The first prompt, unless something speaks against it: behind the last answer, or where it is `shown`. In a turn of its line. */
  sendNext(line: QueueLine, where: 'behind' | 'shown' = 'behind'): void {
    const [next] = line.prompts
    if (line.paused || next?.state !== 'waiting') return
    if (this.#deps.activity(line.session_id) === 'active') return
    const after = where === 'behind' ? this.#answered.get(line.session_id) : null
    this.send(line, next, 'next', after)
  }

  /** Whatever runs or waits. In a turn of its line. */
  send(
    line: QueueLine,
    prompt: WaitingPrompt,
    how: 'next' | 'now',
    after: MessageId | null = null,
  ): { stream_id: StreamId } | Refusal {
    if (this.#closed) return { refused: 'Sluice is closing.' }
    const { session_id } = line
    const { queue_id, text } = prompt
    prompt.state = 'sending'
    const opened = this.#deps.open(session_id, text, queue_id, after)
    if ('refused' in opened) {
      prompt.state = 'waiting'
      this.pause(line, 'not_sent')
      return opened
    }
    const { stream_id } = opened
    prompt.stream_id = stream_id
    const waiting = line.prompts.length
    this.#deps.writeLog({ event: 'queue_send', session_id, queue_id, stream_id, how, waiting })
    return opened
  }

  forget(session_id: SessionId): void {
    this.#answered.delete(session_id)
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#closed = true
  }

  /** How an answer ended decides whether the next prompt follows it. */
  #hear(event: StreamEvent): void {
    const { stream_id } = event
    if (event.type === 'error' && event.error_type === 'store_failed') this.#not_opened = stream_id
    if (event.type !== 'done') return
    const refused = this.#not_opened === stream_id
    if (refused) this.#not_opened = null
    else this.#answered.set(event.session_id, event.message_id)
    const line = this.#lines.get(event.session_id)
    if (!line) return
    if (refused) this.#back(line, stream_id)
    const reason = refused ? 'unsaved' : PAUSES[event.reason]
    if (reason) this.pause(line, reason)
  }

  /** The disk refused its messages: it is in its place again, as it is on disk. */
  #back(line: QueueLine, stream_id: StreamId): void {
    const prompt = line.prompts.find((one) => one.state === 'sending' && one.stream_id === stream_id)
    if (!prompt) return
    prompt.state = 'waiting'
    this.tell(line, 'queue_back', prompt.queue_id)
  }

  #sent(session_id: SessionId, queue_id: QueueId): void {
    const line = this.#lines.get(session_id)
    if (!line?.find(queue_id)) return
    line.leave(queue_id)
    this.tell(line, 'queue_sent', queue_id)
  }

  /** Nothing can follow an answer that can never be on disk: what waits goes where its chat is shown. */
  #isNot({ session_id, answer }: Opening, error: unknown): void {
    const last = this.#answered.get(session_id) === answer.message_id
    if (last && isFinal(error)) this.#answered.delete(session_id)
  }

  /** An answer is over and its engine gone. The next prompt waits until what was answered is on disk, too. */
  #advance(line: QueueLine): void {
    void line.turn(async () => {
      await this.#deps.saved()
      if (this.#unsaved > 0) this.pause(line, 'unsaved')
      this.sendNext(line)
    })
  }
}
