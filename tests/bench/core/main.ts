import { runGroup } from '../group.ts'
import { eightSessions } from './eight-sessions.ts'
import { forcedRelease } from './forced-release.ts'
import { overlap } from './overlap.ts'
import { supersede } from './supersede.ts'

await runGroup([supersede, overlap, forcedRelease, eightSessions])
