import { cannotContinueWords } from '../../../shared/continuing.ts'
import type { AppData } from '../app-store.ts'
import { chosenModel } from '../app-store.ts'
import { modelsOf, nameModel } from '../models/connections.ts'

/** Why the model of the next answer cannot go on with the last one, in a sentence; null when it can. */
export function whyNotContinued(data: AppData): string | null {
  const named = nameModel(data.connections, chosenModel(data))
  const listed =
    named?.connection && modelsOf(named.connection).find((one) => one.model === named.listed.model)
  return listed?.continues ? null : cannotContinueWords(named?.label ?? 'This model')
}
