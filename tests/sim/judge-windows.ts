import type { SessionId } from '../../src/shared/ids.ts'
import type { Session } from '../../src/shared/session.ts'
import { demand } from './broken.ts'
import type { Judge } from './judge.ts'
import { plainText } from './told.ts'
import type { SimDisk } from './sim-disk.ts'
import type { SimWindow } from './sim-window.ts'

/** Holds the windows to I3 and I4: what a person sees, against what main told and what is on disk. */
export class WindowJudge {
  #judge: Judge
  #disk: SimDisk
  /** The newest generation each window showed of each chat. */
  #shown = new WeakMap<SimWindow, Map<string, number>>()

  constructor(judge: Judge, disk: SimDisk) {
    this.#judge = judge
    this.#disk = disk
  }

  /** After a window heard something of this chat. */
  check(window: SimWindow, session_id: SessionId): void {
    const live = window.app.store.getState().live[session_id]
    if (!live) return
    const { stream_id, generation, next_seq, parts, end, held } = live
    const shown = this.#shown.get(window) ?? new Map<string, number>()
    this.#shown.set(window, shown)
    demand(
      generation >= (shown.get(session_id) ?? 0),
      'I3',
      () => `window ${window.page_id} went back to ${stream_id}`,
    )
    shown.set(session_id, generation)
    const told = this.#judge.streams.get(stream_id)
    demand(told !== undefined, 'I3', () => `window ${window.page_id} shows ${stream_id}, which nobody opened`)
    demand(
      next_seq <= told.lengths.length,
      'I4',
      () => `window ${window.page_id} counts ${next_seq} events of ${stream_id}`,
    )
    const length = told.lengths[next_seq - 1] ?? 0
    const text = plainText(parts)
    const right =
      held !== null && next_seq === 0 ? text === '' : text.length === length && told.text.startsWith(text)
    demand(
      right,
      'I4',
      () =>
        `window ${window.page_id} shows “${text}” of ${stream_id}, told was “${told.text.slice(0, length)}”`,
    )
    demand(
      !end || end.reason === told.end,
      'I2',
      () => `window ${window.page_id} shows ${stream_id} “${end?.reason}”, it is “${told.end}”`,
    )
    for (const part of parts) {
      const strange = part.channel === 'answer' ? part.text.includes('ρ') : part.text.includes('·')
      demand(
        !strange,
        'I4',
        () => `window ${window.page_id} shows reasoning as answer or the other way round`,
      )
    }
  }

  /** All is quiet: what is on screen is what is on disk. */
  equalsDisk(window: SimWindow): void {
    const { app, page_id } = window
    const { loaded, live, sessions, queues, unsaved, phase } = app.store.getState()
    demand(phase === 'ready', 'I8', () => `window ${page_id} never got its state`)
    for (const [session_id, { messages, state, earlier }] of Object.entries(loaded)) {
      const row = this.#disk.sessions.get(session_id as SessionId)
      if (!row || row.deleted_at !== null) continue
      demand(state === 'ready', 'I8', () => `window ${page_id} still loads ${session_id}`)
      const whole = this.#disk.branchTo(row.leaf_id)
      demand(
        earlier === whole.length - messages.length,
        'I3',
        () =>
          `window ${page_id} has ${messages.length} of ${whole.length} of ${session_id}, and ${earlier} above`,
      )
      const branch = whole.slice(earlier)
      const here = messages.map((message) => describe(message)).join('\n')
      const there = branch.map((message) => describe(message)).join('\n')
      demand(
        here === there,
        'I3',
        () => `window ${page_id} shows of ${session_id}\n${here}\nand on disk is\n${there}`,
      )
    }
    for (const [session_id, one] of Object.entries(live)) {
      const over = one.end !== null || one.left
      demand(over, 'I8', () => `window ${page_id} shows ${one.stream_id} of ${session_id} as running`)
    }
    for (const { session_id, activity } of sessions) {
      demand(activity === 'idle', 'I8', () => `window ${page_id} shows ${session_id} as ${activity}`)
    }
    demand(unsaved === 0, 'I9', () => `window ${page_id} shows ${unsaved} unsaved answers`)
    const waiting = sessions.flatMap(
      ({ session_id }) => queues[session_id]?.prompts.map(({ text }) => text) ?? [],
    )
    demand(
      waiting.length === 0,
      'I3',
      () => `window ${page_id} shows waiting prompts that were sent: ${waiting.join()}`,
    )
    const ids = sessions.map(({ session_id }) => session_id).toSorted()
    const rows = [...this.#disk.sessions.values()].filter((row) => row.deleted_at === null)
    const known = rows.map(({ session_id }) => session_id).toSorted()
    demand(
      ids.join() === known.join(),
      'I3',
      () => `window ${page_id} lists ${ids.join()}, there are ${known.join()}`,
    )
    for (const session of sessions) {
      const row = this.#disk.sessions.get(session.session_id)
      const [here, there] = [listed(session), row && listed(row)]
      demand(here === there, 'I3', () => `window ${page_id} lists ${here}, on disk is ${there}`)
    }
  }
}

/** A chat as a list shows it. */
function listed({ session_id, title, pinned, archived, model, updated_at }: Session): string {
  return JSON.stringify({ session_id, title, pinned, archived, model: model?.model, updated_at })
}

function describe({
  role,
  parts,
  end,
}: {
  role: string
  parts: readonly { text: string }[]
  end: { reason: string } | null
}): string {
  return `${role} ${end?.reason ?? ''} “${plainText(parts)}”`
}
