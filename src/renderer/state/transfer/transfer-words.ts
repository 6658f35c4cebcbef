import type { BackupInfo } from '../../../shared/backup.ts'
import type { TransferState } from '../../../shared/transfer.ts'
import { durationWords } from '../durations.ts'

/** Before that nobody needs to know how fast it goes. */
export const LONG_MS = 1_000

const DOING: Record<TransferState['kind'], string> = {
  export: 'Exporting',
  import: 'Importing',
  backup: 'Backing up',
}

/** From 0 to 1; null while it is not known. */
export function shareDone({ done, total }: TransferState): number | null {
  return total > 0 ? Math.min(1, done / total) : null
}

/** “Exporting: 1,200 of 10,000 chats · 1,900 chats/s · 5 s left”. */
export function progressWords(state: TransferState): string {
  const { kind, unit, done, total, elapsed_ms } = state
  const share = shareDone(state)
  if (share === null) return `${DOING[kind]}…`
  const figures =
    unit === 'chats'
      ? `${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${total === 1 ? 'chat' : 'chats'}`
      : `${Math.floor(share * 100)}%`
  const words = [`${DOING[kind]}: ${figures}`]
  if (elapsed_ms > LONG_MS && done > 0 && done < total) {
    const left_ms = (elapsed_ms / done) * (total - done)
    words.push(rateWords(unit, (done * 1_000) / elapsed_ms), `${durationWords(left_ms)} left`)
  }
  return words.filter(Boolean).join(' · ')
}

function rateWords(unit: TransferState['unit'], per_second: number): string {
  switch (unit) {
    case 'chats':
      return `${Math.max(1, Math.round(per_second)).toLocaleString('en')} chats/s`
    case 'bytes':
      return `${(per_second / 1024 / 1024).toFixed(1)} MiB/s`
    case 'pages':
      return ''
  }
}

/** For those who hear it: where it stands in quarters, and its end. */
export function heardWords(state: TransferState | null): string {
  if (!state) return ''
  if (state.outcome !== null) return state.outcome
  const quarters = Math.floor((shareDone(state) ?? 0) * 4)
  return quarters === 0 ? `${DOING[state.kind]}…` : `${DOING[state.kind]}: ${quarters * 25}%`
}

const KINDS: Record<BackupInfo['kind'], string> = {
  daily: 'Daily',
  asked: 'Made by you',
  migration: 'Before an update',
  restore: 'Before a restore',
}

export function backupKindWords(kind: BackupInfo['kind']): string {
  return KINDS[kind]
}

/** “30 Nov 2026, 14:05”. */
export function momentWords(at: number): string {
  const date = new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
  const time = new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  return `${date}, ${time}`
}

/** “812 bytes”, “24 KiB”, “1.2 MiB”, “3.4 GiB”. */
export function bytesWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  const kib = bytes / 1024
  if (kib < 1000) return `${Math.round(kib)} KiB`
  const mib = kib / 1024
  return mib < 1000 ? `${mib.toFixed(1)} MiB` : `${(mib / 1024).toFixed(1)} GiB`
}
