import { runGroup } from '../group.ts'
import { rendering } from './rendering.ts'

await runGroup([rendering])
