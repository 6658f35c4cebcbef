/** What the host itself has to say; silent unless SLUICE_HOST_DEBUG is set. */
export function debug(...what: unknown[]): void {
  if (process.env['SLUICE_HOST_DEBUG']) console.error('[host]', ...what)
}

/** For requests whose failure only means that the page or browser went away meanwhile. */
export function ignoreGone(work: Promise<unknown>): void {
  work.catch((error: unknown) => debug('ignored:', error instanceof Error ? error.message : error))
}
