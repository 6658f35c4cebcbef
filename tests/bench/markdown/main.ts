import { runGroup } from '../group.ts'
import { markdownAppend } from '../markdown-append.ts'

await runGroup([markdownAppend])
