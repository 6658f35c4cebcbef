import { runGroup } from '../group.ts'
import { search } from './search.ts'

await runGroup([search])
