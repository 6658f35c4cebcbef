import type { BackupInfo } from '../../../shared/backup.ts'
import type { SessionId } from '../../../shared/ids.ts'
import type { Bridge, Refusal } from '../../../shared/ipc-contract.ts'
import type { SessionSummary } from '../../../shared/session.ts'
import type { ChatFormat, TransferState } from '../../../shared/transfer.ts'
import type { AppStore } from '../app-store.ts'
import { addSessions } from '../sessions/session-list.ts'

export interface TransferData {
  /** The export, import or backup that runs, or ran last. */
  state: TransferState | null
  /** One that was over before the page was opened: no news any more. */
  old_id: string | null
  /** The one this window asked for last. */
  own_id: string | null
  /** Main has not answered yet: the system's dialog is open. */
  asking: boolean
  /** Why the last thing asked for was not begun, and what it was. */
  refused: { kind: TransferState['kind']; text: string } | null
  /** The chat whose export dialog is open. */
  export_of: SessionId | null
  /** null until main told. */
  backups: readonly BackupInfo[] | null
  /** The one a person is asked about. */
  restoring: BackupInfo | null
  /** The app is about to start again. */
  restarting: boolean
}

export const NO_TRANSFER: TransferData = {
  state: null,
  old_id: null,
  own_id: null,
  asking: false,
  refused: null,
  export_of: null,
  backups: null,
  restoring: null,
  restarting: false,
}

export interface TransferActions {
  /** Opens the page of files and backups. */
  openChats: () => void
  /** Opens the small dialog that asks how a chat shall be exported. */
  askExport: (session_id: SessionId) => void
  /** One chat, or all (null). Resolves when main has begun, or did not. */
  exportChats: (session_id: SessionId | null, format: ChatFormat) => Promise<boolean>
  importChats: () => void
  cancelTransfer: () => void
  backUpNow: () => void
  /** Asks a person whether it shall be restored; null: they changed their mind. */
  askRestore: (backup: BackupInfo | null) => void
  restore: () => void
}

export interface Transfer extends TransferActions {
  /** Main's news. */
  transferChanged: (state: TransferState | null) => void
  sessionsAdded: (sessions: SessionSummary[]) => void
}

export interface TransferDependencies {
  store: AppStore
  request: Bridge['request']
  notice: (text: string) => void
}

const SILENT: Refusal = { refused: 'Sluice did not answer. Try again.' }

/** Files and backups. Main asks where to, reads and writes; the window says what it is told. */
export function createTransfer({ store, request, notice }: TransferDependencies): Transfer {
  const now = (): TransferData => store.getState().transfer
  const change = (data: Partial<TransferData>): void => store.setState({ transfer: { ...now(), ...data } })

  const listBackups = async (): Promise<void> => {
    const reply = await request('backup:list', null).catch(() => SILENT)
    if ('refused' in reply) change({ refused: { kind: 'backup', text: reply.refused } })
    else change({ backups: reply })
  }
  /** Whether it was begun. */
  const begin = async (
    kind: TransferState['kind'],
    ask: () => Promise<{ transfer_id: string } | Refusal | null>,
  ): Promise<boolean> => {
    if (now().asking) return false
    change({ asking: true, refused: null })
    const reply = await ask().catch(() => SILENT)
    const refused = reply && 'refused' in reply ? { kind, text: reply.refused } : null
    const own_id = reply && 'transfer_id' in reply ? reply.transfer_id : null
    change({ asking: false, refused, ...(own_id !== null && { own_id }) })
    // Its end may have come before this answer.
    if (own_id !== null) tellOutcome(now().state)
    return own_id !== null
  }
  let told: string | null = null
  /** Where nobody sees the page it is told in. */
  const tellOutcome = (state: TransferState | null): void => {
    if (!state?.outcome || state.transfer_id !== now().own_id || told === state.transfer_id) return
    told = state.transfer_id
    if (store.getState().dialog !== 'chats') notice(state.outcome)
  }
  const restore = async (): Promise<void> => {
    const { restoring, restarting } = now()
    if (!restoring || restarting) return
    change({ restarting: true, refused: null })
    const refusal = await request('backup:restore', { name: restoring.name }).catch(() => SILENT)
    if (!refusal) return
    change({ restarting: false, restoring: null, refused: { kind: 'backup', text: refusal.refused } })
  }
  return {
    openChats: () => {
      store.setState({ dialog: 'chats', drawer_open: false })
      const before = now().state
      change({ refused: null, old_id: overId(before) })
      void listBackups()
      void request('transfer:state', null)
        .catch(() => null)
        .then((state) => {
          // News that came while the reply was on its way is newer, or as new.
          if (state && now().state === before) change({ state, old_id: overId(state) })
        })
    },
    askExport: (session_id) => {
      change({ export_of: session_id, refused: null })
      store.setState({ dialog: 'export', drawer_open: false })
    },
    exportChats: (session_id, format) =>
      begin('export', () => request('transfer:export', { session_id, format })),
    importChats: () => void begin('import', () => request('transfer:import', null)),
    cancelTransfer: () => {
      const { state } = now()
      if (!state) return
      const { transfer_id, kind } = state
      void request('transfer:cancel', { transfer_id }).catch(() =>
        change({ refused: { kind, text: SILENT.refused } }),
      )
    },
    backUpNow: () => void begin('backup', () => request('backup:make', null)),
    askRestore: (restoring) => change({ restoring }),
    restore: () => void restore(),
    transferChanged: (state) => {
      change({ state })
      tellOutcome(state)
      if (state?.kind === 'backup' && state.state !== 'running') void listBackups()
    },
    sessionsAdded: (added) => store.setState((data) => ({ sessions: addSessions(data.sessions, added) })),
  }
}

function overId(state: TransferState | null): string | null {
  return state && state.state !== 'running' ? state.transfer_id : null
}
