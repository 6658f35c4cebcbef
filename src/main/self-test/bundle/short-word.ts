import { parseSimulatorModel } from '../../../shared/simulator-modes.ts'

/** Ids, versions, models like `qwen3:8b`: no blank, so no sentence. */
const WORD = /^[\w.:+-]{1,64}$/
/** `normal?rate=1000&seed=7`: a mode of the simulator and figures. */
const SIMULATOR_MODEL = /^[a-z-]{1,32}\?[a-z0-9_=&.]{1,120}$/

/** One short word of a closed alphabet. */
export function isShortWord(text: string): boolean {
  return WORD.test(text) || (SIMULATOR_MODEL.test(text) && parseSimulatorModel(text) !== null)
}
