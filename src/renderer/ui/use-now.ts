import { useEffect, useState } from 'react'

export interface Now {
  /** Milliseconds since 1970, as `Date.now()`. */
  wall_ms: number
  /** As `performance.now()`. */
  mono_ms: number
}

/** The time, looked at again every `ms` (never while `ms` is null): for figures that run with time, not with tokens. */
export function useNow(ms: number | null): Now {
  const [now, setNow] = useState(lookAtClock)
  useEffect(() => {
    if (ms === null) return
    const timer = setInterval(() => setNow(lookAtClock()), ms)
    return () => clearInterval(timer)
  }, [ms])
  return now
}

export function lookAtClock(): Now {
  return { wall_ms: Date.now(), mono_ms: performance.now() }
}
