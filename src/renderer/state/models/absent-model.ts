import type { NamedModel } from './connections.ts'
import { modelsOf } from './connections.ts'

/** Why a chosen model cannot answer now, in words; null where nothing speaks against it. */
export function whyAbsent({ connection, label, listed }: NamedModel): { title: string; says: string } | null {
  if (!connection) {
    return {
      title: `${label} cannot be reached`,
      says: 'The connection this chat used was removed. Choose another model at the top right.',
    }
  }
  const { name, status } = connection
  if (status.state === 'failed') return { title: `${name} does not answer`, says: status.content }
  if (status.state !== 'ready' || modelsOf(connection).some(({ model }) => model === listed.model))
    return null
  return {
    title: `${label} is not there`,
    says: `${name} answers, but it has no model of this name now. Choose another at the top right.`,
  }
}
