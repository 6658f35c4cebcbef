/** Where a message stands in its conversation, whether the messages above it are loaded or not. */
export interface InFeed {
  /** From 1. */
  place: number
  of: number
}
