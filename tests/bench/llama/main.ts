import { runGroup } from '../group.ts'
import { keptPrompts } from './kept-prompts.ts'
import { memoryAfterStops } from './memory-after-stops.ts'
import { startAgain } from './start-again.ts'
import { stops } from './stops.ts'
import { writingSpeed } from './writing-speed.ts'

await runGroup([stops, startAgain, writingSpeed, keptPrompts, memoryAfterStops])
