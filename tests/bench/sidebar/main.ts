import { runGroup } from '../group.ts'
import { manyChats } from './many-chats.ts'

await runGroup([manyChats])
