import { test } from 'vitest'
import { allClaims } from '../../../support/claims/all-claims.ts'
import { loadCore } from '../../../support/core-under-test.ts'

const core = await loadCore()

// The same claims are what a planted bug must break: see tests/properties/planted-bugs.test.ts.
// eslint-disable-next-line vitest/expect-expect -- the claims assert with node:assert
test.each(allClaims)('$title', async ({ check }) => {
  await check(core)
})
