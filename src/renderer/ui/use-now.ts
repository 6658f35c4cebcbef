import { useEffect, useState } from 'react'

export interface Now {
  /** Milliseconds since 1970, as `Date.now()`. */
  wall_ms: number
  /** As `performance.now()`. */
  mono_ms: number
}

/** The time, looked at again every `ms` (never while `ms` is null): for figures that run with time, not with tokens. */
export function useNow(ms: number | null): Now {
  const [now, setNow] = useState(look)
  useEffect(() => {
    if (ms === null) return
    const timer = setInterval(() => setNow(look()), ms)
    return () => clearInterval(timer)
  }, [ms])
  return now
}

function look(): Now {
  return { wall_ms: Date.now(), mono_ms: performance.now() }
}
