import type { AppState, Bridge, BroadcastName, Broadcasts } from '../../shared/ipc-contract.ts'

/** One listener for each of main's broadcasts: a missing one does not compile. */
export type Listeners = { [Name in BroadcastName]: (payload: Broadcasts[Name]) => void }

/** Rounds of asking before the last answer is taken as it is: so many that only news without end come to it. */
const ROUNDS_MAX = 50

/**
 * Listens to main, THEN asks for its state, so that nothing falls between the two. The order of a reply and a broadcast is
 * not guaranteed: where news of sessions or settings came while the reply was on its way, it is asked for again, until one
 * round was quiet. (Stream events need no such care: they carry their own order.)
 * Returns the end of listening; `told` may still be called once more after it only if it was due.
 */
export function connect(
  { request, on }: Bridge,
  listeners: Listeners,
  told: (state: AppState) => void,
  failed: (error: unknown) => void,
): () => void {
  let news = 0
  let over = false
  const listen = (name: BroadcastName): (() => void) =>
    on(name, (payload) => {
      if (name !== 'stream:event' && name !== 'stream:opened') news++
      // The table pairs each name with its payload; the compiler loses that across a union of names.
      ;(listeners[name] as (payload: unknown) => void)(payload)
    })
  const undos = (Object.keys(listeners) as BroadcastName[]).map((name) => listen(name))

  const ask = async (): Promise<AppState> => {
    let recovery: AppState['recovery'] = null
    for (let round = 1; ; round++) {
      const before = news
      const state = await request('app:state', null)
      // Main tells what was recovered once: a later reply must not silence it.
      recovery ??= state.recovery
      if (news === before || round === ROUNDS_MAX) return { ...state, recovery }
    }
  }
  ask().then(
    (state) => (over ? undefined : told(state)),
    (error: unknown) => (over ? undefined : failed(error)),
  )
  return () => {
    over = true
    for (const undo of undos) undo()
  }
}
