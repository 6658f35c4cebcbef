/** What memory allows. Without such rules there is room for everything, and nothing idle is put away. */
export interface MemoryRules {
  /** Whether this model fits beside what is loaded. */
  hasRoomFor(model: string): boolean
  /** Whether a process that only waits may be kept, so that the next model starts sooner. */
  mayKeepSpare(): boolean
  /** So little is left that what is not in use has to go. */
  isShort(): boolean
  /** A model nobody talks to is unloaded after so long; null is never. */
  idle_ms(): number | null
}
