import { runGroup } from '../group.ts'
import { longChat } from './long-chat.ts'
import { pipeline } from './pipeline.ts'
import { start } from './start.ts'
import { stopClick } from './stop-click.ts'

await runGroup([start, stopClick, pipeline, longChat])
