import type { ConnectionId } from '../../../shared/ids.ts'
import type { ModelRef } from '../../../shared/session.ts'
import type { SimulatorMode, SimulatorParameters } from '../../../shared/simulator-modes.ts'
import {
  changedParameters,
  formatSimulatorModel,
  modeParameters,
  parseSimulatorModel,
} from '../../../shared/simulator-modes.ts'
import type { Connections, NamedModel } from '../models/connections.ts'
import { nameModel } from '../models/connections.ts'

/** What the simulator does for the next prompt of the chat on screen. */
export interface SimulatorChoice {
  connection_id: ConnectionId
  mode: SimulatorMode
  parameters: SimulatorParameters
  /** Whether a number is not the mode's own. */
  changed: boolean
}

/** null where something else answers this chat, or the simulator by a name that is none of its modes. */
export function simulatorChoice(named: NamedModel | null): SimulatorChoice | null {
  const parsed = named?.simulator ? parseSimulatorModel(named.ref.model) : null
  if (!named || !parsed) return null
  const { mode, parameters } = parsed
  const { connection_id } = named.ref
  return { connection_id, mode, parameters, changed: changedParameters(mode, parameters).length > 0 }
}

/** The simulator in its first mode; null while its connection is not known. */
export function plainSimulator(connections: Connections): ModelRef | null {
  return nameModel(connections, null)?.ref ?? null
}

/** Another mode, with its own numbers. */
export function withMode({ connection_id }: SimulatorChoice, mode: SimulatorMode): ModelRef {
  return { connection_id, model: mode }
}

export function withParameter(
  { connection_id, mode, parameters }: SimulatorChoice,
  parameter: keyof SimulatorParameters,
  value: number,
): ModelRef {
  return { connection_id, model: formatSimulatorModel(mode, { ...parameters, [parameter]: value }) }
}

export function withOwnNumbers({ connection_id, mode }: SimulatorChoice): ModelRef {
  return { connection_id, model: formatSimulatorModel(mode, modeParameters(mode)) }
}

const SEEDS = 9_999

/** Any other seed of four digits. `random`: uniform in [0, 1). */
export function anotherSeed(seed: number, random: () => number): number {
  const found = 1 + Math.floor(random() * SEEDS)
  return found === seed ? (found % SEEDS) + 1 : found
}
