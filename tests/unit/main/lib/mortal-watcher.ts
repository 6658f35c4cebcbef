/** The watcher's own thread, but for one thing: it dies a moment after it began to look. */
await import('../../../../src/main/lib/loop-watch-thread.ts')
setTimeout(() => {
  throw new Error('planned')
}, 600)
