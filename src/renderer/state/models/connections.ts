import type { ConnectionStatus, ModelInfo } from '../../../shared/engine-info.ts'
import type { ConnectionId } from '../../../shared/ids.ts'
import type { ModelRef } from '../../../shared/session.ts'
import { parameterWords } from '../../../shared/simulator-modes.ts'

export type Connections = readonly ConnectionStatus[]

/** A model as people see it. */
export interface NamedModel {
  ref: ModelRef
  /** The model as its connection lists it: the simulator's without the numbers set in its name. */
  listed: ModelRef
  label: string
  connection: ConnectionStatus | null
  simulator: boolean
}

export function modelsOf(connection: ConnectionStatus): ModelInfo[] {
  return connection.status.state === 'ready' ? connection.status.models : []
}

const named = new WeakMap<Connections, Map<string, NamedModel | null>>()

/**
 * The model of a choice; a choice of null is the simulator's first mode. null before any connection is known. Asked by many
 * at each change of the store, so it is found once for the same connections.
 */
export function nameModel(connections: Connections, ref: ModelRef | null): NamedModel | null {
  const known = named.get(connections) ?? new Map<string, NamedModel | null>()
  named.set(connections, known)
  const key = ref ? modelKey(ref) : ''
  const before = known.get(key)
  if (before !== undefined) return before
  const found = findModel(connections, ref)
  known.set(key, found)
  return found
}

function findModel(connections: Connections, ref: ModelRef | null): NamedModel | null {
  const simulator = connections.find((one) => one.kind === 'simulator')
  const chosen = ref ?? simulatorModel(simulator)
  if (!chosen) return null
  const connection = connections.find((one) => one.connection_id === chosen.connection_id) ?? null
  const isSimulator = connection?.kind === 'simulator'
  // A simulator's model may carry parameters (`normal?rate=1000`): it is called by its mode and them.
  const name = isSimulator ? chosen.model.replace(/\?.*$/, '') : chosen.model
  const known = connection && modelsOf(connection).find((one) => one.model === name)
  const words = isSimulator ? parameterWords(chosen.model) : ''
  const label = known && words !== '' ? `${known.label} (${words})` : (known?.label ?? chosen.model)
  return { ref: chosen, listed: { ...chosen, model: name }, label, connection, simulator: isSimulator }
}

function simulatorModel(simulator: ConnectionStatus | undefined): ModelRef | null {
  const first = simulator && modelsOf(simulator)[0]
  return first ? { connection_id: simulator.connection_id, model: first.model } : null
}

/** The state of a connection in words. */
export function connectionWords({ status, kind }: Pick<ConnectionStatus, 'status' | 'kind'>): string {
  switch (status.state) {
    case 'unknown':
      return 'Not asked yet'
    case 'checking':
      return 'Checking…'
    case 'failed':
      return status.content
    case 'ready': {
      if (kind === 'simulator') return 'Built in, not a language model'
      const number = status.models.length
      if (number === 0) return 'Ready, but it has no models yet'
      return `Ready · ${number} ${number === 1 ? 'model' : 'models'}`
    }
  }
}

export function hasRealModel(connections: Connections): boolean {
  return connections.some((one) => one.kind !== 'simulator' && modelsOf(one).length > 0)
}

/** A model as one string, for form controls; the id is a UUID and contains no space. */
export function modelKey({ connection_id, model }: ModelRef): string {
  return `${connection_id} ${model}`
}

export function modelFromKey(key: string): ModelRef | null {
  const space = key.indexOf(' ')
  if (space < 0) return null
  return { connection_id: key.slice(0, space) as ConnectionId, model: key.slice(space + 1) }
}

/** Whether two addresses are one server: a stored key goes nowhere else. Undecided while one of them is no address. */
export function sameServer(a: string, b: string): boolean {
  return !URL.canParse(a) || !URL.canParse(b) || new URL(a).origin === new URL(b).origin
}

/** Where a key goes when it is typed, said honestly. */
export function keyWords(key: ConnectionStatus['key'] | null): string {
  if (key === 'saved') return 'A key is saved, encrypted by your system’s key store.'
  if (key === 'this_run_only') {
    return 'A key is held until Sluice is closed: this system offers no safe place to keep it.'
  }
  return 'Kept on this computer, encrypted by your system’s key store; where there is none, only until Sluice is closed. It is sent to this address and nowhere else.'
}
