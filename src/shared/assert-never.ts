/** Closes a switch over a union: a new member makes the call a compile error. Throws if one arrives at run time. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled member of a closed union: ${JSON.stringify(value)}`)
}
