import type { Lamp } from '../../shared/stability.ts'
import type { LogLine } from '../ports.ts'
import type { TestedCore } from './tested-core.ts'

/** More cannot be told apart; the oldest give way. */
export const LAMPS_MAX = 64

/** One lamp for each stream of a core, read from its log. Each look costs what was logged since the last one. */
export class ScenarioLamps {
  #core: Pick<TestedCore, 'log' | 'events'>
  #read = 0
  #lamps = new Map<unknown, Lamp>()

  constructor(core: Pick<TestedCore, 'log' | 'events'>) {
    this.#core = core
  }

  look(): { lamps: Lamp[]; events: number } {
    const { log, events } = this.#core
    for (; this.#read < log.length; this.#read++) this.#take(log[this.#read])
    return { lamps: [...this.#lamps.values()].slice(-LAMPS_MAX), events: events.length }
  }

  #take(line: LogLine | undefined): void {
    switch (line?.event) {
      case 'stream_open':
        this.#lamps.set(line['stream_id'], 'waiting')
        break
      case 'stream_start':
        this.#lamps.set(line['stream_id'], 'running')
        break
      case 'stream_settled':
        this.#lamps.set(line['stream_id'], 'ended')
        break
      case 'stream_discarded':
        this.#lamps.set(line['stream_id'], 'released')
        break
      case 'stream_end':
        this.#lamps.set(line['stream_id'], line['forced'] === true ? 'forced' : 'released')
    }
  }
}
