/** What every command-line mode tells its caller by its exit code. */
export const EXIT_CODE = {
  /** The promise holds, the log is healthy; things worth knowing are no failure. */
  holds: 0,
  /** A promise is broken, or the app failed. */
  broken: 1,
  /** Wrong options, or a file that cannot be read or written. Nothing was judged. */
  refused: 2,
  /** There is nothing to judge yet. */
  nothing: 3,
} as const
export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE]
