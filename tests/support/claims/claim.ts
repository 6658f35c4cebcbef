import type { CoreModules } from '../core-under-test.ts'

/** One sentence about the core and the code that shows it. Throws when it is false. */
export interface Claim {
  title: string
  check: (core: CoreModules) => Promise<void>
}

export function claim(title: string, check: Claim['check']): Claim {
  return { title, check }
}
