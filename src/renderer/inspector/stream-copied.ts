import { useEffect, useState } from 'react'

const SHOWN_MS = 1_500

/** Whether something was copied a moment ago, and how to say that it just was. */
export function useCopied(): [copied: boolean, markCopied: () => void] {
  const [times, setTimes] = useState(0)
  useEffect(() => {
    if (times === 0) return
    const timer = setTimeout(() => setTimes(0), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [times])
  return [times > 0, () => setTimes((before) => before + 1)]
}
