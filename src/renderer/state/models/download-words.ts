import { assertNever } from '../../../shared/assert-never.ts'
import type { ModelDownload, ModelLibrary } from '../../../shared/model-library.ts'
import { durationWords } from '../durations.ts'
import { sizeWords } from './model-words.ts'

/** From 0 to 1; null while it is not known. */
export function shareDownloaded({ received_bytes, total_bytes }: ModelDownload): number | null {
  return total_bytes === null || total_bytes === 0 ? null : Math.min(1, received_bytes / total_bytes)
}

/** “1.2 of 1.8 GB · 12 MB/s · 48 s left”. What is wrong with it is told beside this. */
export function downloadWords(download: ModelDownload): string {
  const { state, bytes_per_second, left_ms } = download
  switch (state) {
    case 'running': {
      const rate = bytes_per_second === null ? [] : [`${sizeWords(bytes_per_second)}/s`]
      const left = left_ms === null ? [] : [`${durationWords(left_ms)} left`]
      return [amountWords(download), ...rate, ...left].join(' · ')
    }
    case 'waiting':
      return download.problem === null
        ? 'Waiting for its turn'
        : `${amountWords(download)} · trying again soon`
    case 'checking':
      return 'All of it is here and is being checked'
    case 'paused':
      return `Paused · ${amountWords(download)}`
    case 'failed':
      return `Stopped · ${amountWords(download)}`
    default:
      return assertNever(state)
  }
}

/** “386 MB of 1.8 GB”; of what has no known size: “386 MB”. */
function amountWords({ received_bytes, total_bytes }: ModelDownload): string {
  const received = sizeWords(received_bytes)
  if (total_bytes === null) return received
  const total = sizeWords(total_bytes)
  const [number, unit] = received.split(' ')
  return total.endsWith(` ${unit}`) ? `${number} of ${total}` : `${received} of ${total}`
}

export interface HeardOfDownloads {
  text: string
  /** One of them is over. */
  ended: boolean
}

/** What is worth saying aloud between two states: a quarter more, an end. null when nothing is. */
export function heardOfDownloads(before: ModelLibrary | null, after: ModelLibrary): HeardOfDownloads | null {
  if (!before) return null
  for (const old of before.downloads) {
    const now = after.downloads.find((one) => one.download_id === old.download_id)
    const heard = now ? heardOf(old, now) : heardOfEnd(old, before, after)
    if (heard) return heard
  }
  const fresh = after.downloads.find(
    (one) => !before.downloads.some((old) => old.download_id === one.download_id),
  )
  return fresh ? { text: `Downloading ${fresh.file_name}`, ended: false } : null
}

function heardOf(before: ModelDownload, after: ModelDownload): HeardOfDownloads | null {
  const name = after.file_name
  if (after.state === 'failed' && before.state !== 'failed') {
    return { text: `${name} was not downloaded: ${after.problem ?? 'it is not known why.'}`, ended: true }
  }
  const quarters = quartersOf(after)
  return quarters > quartersOf(before) ? { text: `${name}: ${quarters * 25}%`, ended: false } : null
}

/** One that is gone is on this computer now, or was called off. */
function heardOfEnd(old: ModelDownload, before: ModelLibrary, after: ModelLibrary): HeardOfDownloads | null {
  const fresh = after.models.find((one) => !before.models.some(({ model }) => model === one.model))
  return fresh && old.state !== 'paused' && old.state !== 'failed'
    ? { text: `${fresh.label} is on this computer now.`, ended: true }
    : null
}

function quartersOf(download: ModelDownload): number {
  return Math.floor((shareDownloaded(download) ?? 0) * 4)
}

/** How far all that is under way is: “42 %”. null while nothing is. */
export function underWayWords(library: ModelLibrary | null): string | null {
  const running = (library?.downloads ?? []).filter(
    ({ state }) => state === 'running' || state === 'checking',
  )
  if (running.length === 0) return null
  const sum = (of: (one: ModelDownload) => number): number => running.reduce((all, one) => all + of(one), 0)
  const total = sum(({ total_bytes }) => total_bytes ?? 0)
  if (total === 0 || running.some(({ total_bytes }) => total_bytes === null)) return 'under way'
  return `${Math.floor((sum(({ received_bytes }) => received_bytes) / total) * 100)} %`
}
