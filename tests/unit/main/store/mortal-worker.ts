import { parentPort } from 'node:worker_threads'
import type { StoreRequest } from '../../../../src/main/store/store-protocol.ts'

await import('../../../../src/main/store/store-worker.ts')
let reading = false
parentPort?.on('message', (request: StoreRequest) => {
  reading ||= request.name === 'open:reader'
  if (reading && request.name === 'session:earlier') process.exit(7)
  if (request.name === 'settings:write') process.exit(7)
})
