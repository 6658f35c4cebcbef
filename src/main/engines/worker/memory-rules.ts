/** A model that has a process already. */
export interface HeldModel {
  model: string
  /** Undefined while it is being started. */
  pid: number | undefined
  /** Its model is in memory; before, the memory it will take is still told as free. */
  ready: boolean
}

/** What memory allows. Without such rules there is room for everything, and nothing idle is put away. */
export interface MemoryRules {
  /** Whether this model fits beside those. */
  hasRoomFor(model: string, held: readonly HeldModel[]): boolean
  /** Whether a process that only waits may be kept, so that the next model starts sooner. */
  mayKeepSpare(held: readonly HeldModel[]): boolean
  /** So little is left that what is not in use has to go. */
  isShort(): boolean
  /** A model nobody talks to is unloaded after so long; null is never. */
  idle_ms(): number | null
}
