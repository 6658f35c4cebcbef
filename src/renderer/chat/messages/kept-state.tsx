import { createContext, use, useState } from 'react'
import type { ReactNode } from 'react'

const Kept = createContext<Map<string, unknown> | null>(null)

/** What was unfolded stays so while its message is not drawn. */
export function KeptStates({ children }: { children: ReactNode }): ReactNode {
  const [states] = useState(() => new Map<string, unknown>())
  return <Kept value={states}>{children}</Kept>
}

/** `useState` that outlives its component within `KeptStates`; `key` names it among all of them. */
export function useKeptState<State>(key: string, initial: State): [State, (state: State) => void] {
  const states = use(Kept)
  const [state, setState] = useState(() => (states?.has(key) ? (states.get(key) as State) : initial))
  const keep = (next: State): void => {
    states?.set(key, next)
    setState(next)
  }
  return [state, keep]
}
