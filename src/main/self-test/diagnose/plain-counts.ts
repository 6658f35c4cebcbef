import type { LogLine } from '../../ports.ts'
import type { Finding, FindingLevel } from '../../../shared/diagnosis.ts'
import type { Check, Question } from './check.ts'
import { fine, found, REPORT_IT } from './check.ts'
import { times } from './in-words.ts'
import { Noted } from './noted.ts'

/** A question that is answered by counting lines. */
interface PlainCount extends Question {
  /** What each line means: the worst of them is the finding's level. */
  events: Record<string, FindingLevel | ((line: LogLine) => FindingLevel)>
  none: string
  says: (count: number) => string
  advice: string
}

const OUR_FAULT = `This is a fault of Sluice: ${REPORT_IT}`

const COUNTS: PlainCount[] = [
  {
    check: 'exceptions',
    branch: 'hung',
    asks: 'Did main meet an error nobody had thought of?',
    events: { uncaught_exception: 'broken', unhandled_rejection: 'broken' },
    none: 'No.',
    says: (count) =>
      `${times(count, 'error')} nobody had thought of. The app went on, but a part of it may not have.`,
    advice: OUR_FAULT,
  },
  {
    check: 'stream_bug',
    branch: 'hung',
    asks: 'Did an answer end by a bug of the core?',
    events: { stream_bug: 'broken' },
    none: 'No.',
    says: (count) => `${times(count, 'answer')} ended by a bug of the core; the chats went on.`,
    advice: OUR_FAULT,
  },
  {
    check: 'shutdown',
    branch: 'hung',
    asks: 'Did everything close when the app quit?',
    events: {
      dispose_failed: 'broken',
      shutdown_failed: 'broken',
      store_shut_failed: 'notice',
      store_dispose_late: 'notice',
    },
    none: 'Yes.',
    says: (count) => `${times(count, 'part')} of the app did not close in order.`,
    advice: `Answers are saved before that. If it happens again, ${REPORT_IT}`,
  },
  {
    check: 'watch_failed',
    branch: 'hung',
    asks: 'Is main watched for hangs?',
    events: { loop_watch_failed: 'notice' },
    none: 'Yes.',
    says: (count) =>
      `The watcher of main failed ${times(count, 'time')}: a hang would not be told while it lasts.`,
    advice: `Restart the app. If it happens again, ${REPORT_IT}`,
  },
  {
    check: 'engine_garbage',
    branch: 'hung',
    asks: 'Did an engine’s process send nonsense?',
    events: { engine_malformed_message: 'notice' },
    none: 'No.',
    says: (count) =>
      `${times(count, 'message')} of engine processes made no sense and were kept out; the third one ends a process.`,
    advice: 'Nothing if it was the simulator’s mode “Garbage”; otherwise update the engine.',
  },
  {
    check: 'renderer_gone',
    branch: 'screen',
    asks: 'Did a window’s page crash?',
    events: { renderer_gone: ({ reason }) => GONE[String(reason)] ?? 'broken' },
    none: 'No.',
    says: (count) =>
      `A window’s page was gone ${times(count, 'time')}. Answers went on in main; the page was loaded again and showed them.`,
    advice: `Often a page that ran out of memory, or a driver of the graphics card. If you did not end it yourself, ${REPORT_IT}`,
  },
  {
    check: 'page_failed',
    branch: 'screen',
    asks: 'Did a window fail to load?',
    events: { page_failed: 'broken', preload_failed: 'broken' },
    none: 'No.',
    says: (count) => `A window failed to load ${times(count, 'time')}; it stays empty or does nothing.`,
    advice: 'Install Sluice again: files of it are missing or were changed.',
  },
  {
    check: 'ipc_failed',
    branch: 'screen',
    asks: 'Did main fail to do what a window asked?',
    events: { ipc_failed: 'broken' },
    none: 'No.',
    says: (count) => `${times(count, 'request')} of a window failed in main; a click then did nothing.`,
    advice: OUR_FAULT,
  },
  {
    check: 'ipc_refused',
    branch: 'screen',
    asks: 'Did main refuse what a window asked?',
    events: { ipc_refused: ({ why }) => (why === 'sender' ? 'notice' : 'broken') },
    none: 'No.',
    says: (count) =>
      `${times(count, 'request of a window was', 'requests of windows were')} refused: from a page that may not ask, or making no sense.`,
    advice: `Nothing was done. If a click of yours did nothing, ${REPORT_IT}`,
  },
  {
    check: 'store_reader',
    branch: 'screen',
    asks: 'Are chats read beside the writing?',
    events: { store_reader_died: 'notice', store_reader_failed: 'notice' },
    none: 'Yes.',
    says: (count) =>
      `No, ${times(count, 'time')}: chats were read between two writes instead. Nothing is lost; opening one may wait.`,
    advice: `Restart Sluice. If it happens again, ${REPORT_IT}`,
  },
  {
    check: 'store_worker_died',
    branch: 'screen',
    asks: 'Did saving stop altogether?',
    events: { store_worker_died: 'broken' },
    none: 'No.',
    says: (count) => `Saving stopped altogether, ${times(count, 'time')}: nothing was saved from then on.`,
    advice: `Copy what is on screen, restart Sluice, and ${REPORT_IT}`,
  },
  {
    check: 'store_damaged',
    branch: 'screen',
    asks: 'Was the chat database damaged?',
    events: { store_salvaged: 'broken', store_restored: 'broken', store_started_new: 'broken' },
    none: 'No.',
    says: (count) =>
      `The chat database was damaged ${times(count, 'time')}; what could be read, or a backup, took its place.`,
    advice:
      'Check the disk: this is what a failing one does, or another program that wrote into the file. The damaged file is kept beside the new one.',
  },
  {
    check: 'backups_failed',
    branch: 'screen',
    asks: 'Could the daily backups be made?',
    events: { backup_failed: 'notice', backup_refused: 'notice' },
    none: 'Yes.',
    says: (count) => `${times(count, 'backup')} could not be made or restored. It is tried again every hour.`,
    advice: 'Make room on the disk: a backup needs as much as the chats, and leaves some for the answers.',
  },
  {
    check: 'damaged_settings',
    branch: 'screen',
    asks: 'Could every setting be read?',
    events: {
      settings_row_damaged: 'notice',
      window_state_damaged: 'notice',
      connection_key_unreadable: 'notice',
    },
    none: 'Yes.',
    says: (count) => `${times(count, 'setting')} could not be read; the default stands in.`,
    advice: 'Look through the settings; type the key of a connection again if its server wants one.',
  },
  {
    check: 'page_policy',
    branch: 'screen',
    asks: 'Did a page try what it may not?',
    events: { permission_denied: 'notice', request_blocked: 'notice', navigation_blocked: 'notice' },
    none: 'No.',
    says: (count) => `A page tried what it may not ${times(count, 'time')}, and was refused.`,
    advice: 'Nothing left the page. An answer may have held a link or a picture that wanted to be loaded.',
  },
  {
    check: 'late_writes',
    branch: 'screen',
    asks: 'Was text written to a chat that was deleted?',
    events: { late_write_refused: 'fine' },
    none: 'No.',
    says: (count) => `No: ${times(count, 'late write')} refused.`,
    advice: '',
  },
  {
    check: 'start_failed',
    branch: 'no_logs',
    asks: 'Did the app fail to start?',
    events: { start_failed: 'broken', store_unopenable: 'broken' },
    none: 'No.',
    says: (count) => `The app could not start, ${times(count, 'time')}.`,
    advice:
      'Can the data folder be written to, and is its disk not full? No chat is changed by such a start.',
  },
]

/** Why a page’s process was gone; all else is a crash. https://www.electronjs.org/docs/latest/api/structures/render-process-gone-details */
const GONE: Record<string, FindingLevel> = { 'clean-exit': 'fine', killed: 'notice' }
const WORST: FindingLevel[] = ['broken', 'notice', 'fine']

export class PlainCounts implements Check {
  #seen = COUNTS.map((row) => ({ row, fine: 0, noted: { notice: new Noted(), broken: new Noted() } }))
  #by_event = new Map(
    this.#seen.flatMap((entry) => Object.keys(entry.row.events).map((name) => [name, entry])),
  )

  see(line: LogLine): void {
    const entry = this.#by_event.get(line.event)
    const means = entry?.row.events[line.event]
    if (!entry || !means) return
    const level = typeof means === 'function' ? means(line) : means
    if (level === 'fine') entry.fine++
    else entry.noted[level].add(line)
  }

  findings(): Finding[] {
    return this.#seen.map(({ row, fine: fine_count, noted }) => {
      const { check, branch, asks } = row
      const question = { check, branch, asks }
      const level = WORST.find((one) => one !== 'fine' && noted[one].count > 0) ?? 'fine'
      if (level === 'fine')
        return fine(question, fine_count > 0 ? row.says(fine_count) : row.none, fine_count)
      const count = noted.broken.count + noted.notice.count
      const evidence = (): string[] => noted[level].evidence()
      return found(question, level, { count, evidence }, { says: row.says(count), advice: row.advice })
    })
  }
}
