import type { Claim } from './claim.ts'
import { continuingClaims } from './continuing-claims.ts'
import { endingClaims } from './ending-claims.ts'
import { retryingClaims } from './retrying-claims.ts'
import { savingClaims } from './saving-claims.ts'
import { supersedingClaims } from './superseding-claims.ts'
import { tellingClaims } from './telling-claims.ts'
import { queueClaims } from './queue-claims.ts'
import { queuePlaceClaims } from './queue-place-claims.ts'
import { simulatedClaims } from './simulated-claims.ts'
import { workerClaims } from './worker-claims.ts'

export const allClaims: Claim[] = [
  ...endingClaims,
  ...supersedingClaims,
  ...savingClaims,
  ...retryingClaims,
  ...continuingClaims,
  ...tellingClaims,
  ...queueClaims,
  ...queuePlaceClaims,
  ...workerClaims,
  ...simulatedClaims,
]
