import type { ReactNode } from 'react'
import type { SessionId } from '../../shared/ids.ts'
import type { SessionActivity } from '../../shared/session.ts'
import { isRunning } from '../state/streams/live-stream.ts'
import { rateWords, tokensPerSecond } from '../state/streams/rate.ts'
import { statusWord } from '../state/streams/status-sentence.ts'
import { useWholeApp } from '../state/use-app.ts'
import { useNow } from '../ui/use-now.ts'

/** Once a second is enough for a figure at the side of the page, and independent of the rate of tokens. */
const LOOK_MS = 1_000

export interface RowActivityProps {
  session_id: SessionId
  activity: Exclude<SessionActivity, 'idle'>
  /** Whether to show how fast it writes. */
  measured: boolean
}

/** What a session does, in words. It looks at the stream now and then instead of following each token. */
export function RowActivity({ session_id, activity, measured }: RowActivityProps): ReactNode {
  const { store } = useWholeApp()
  const now = useNow(activity === 'active' ? LOOK_MS : null)
  if (activity === 'stopping') return 'Stopping'
  const { live, marks } = store.getState()
  const stream = live[session_id]
  if (!isRunning(stream)) return 'Answering'
  const rate =
    measured && stream.status?.status === 'writing'
      ? tokensPerSecond(stream, marks[stream.message_id], now.mono_ms)
      : null
  return rate === null ? statusWord(stream.status) : rateWords(rate)
}
