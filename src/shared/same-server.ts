/** Whether two addresses are one server: same scheme, host and port. What is no address is no server. */
export function sameServer(one: string, other: string): boolean {
  const [a, b] = [URL.parse(one), URL.parse(other)]
  return a !== null && b !== null && a.origin === b.origin && a.origin !== 'null'
}
