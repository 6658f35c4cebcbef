import { parentPort } from 'node:worker_threads'
import type { StoreRequest } from '../../../../src/main/store/store-protocol.ts'

await import('../../../../src/main/store/store-worker.ts')
parentPort?.on('message', (request: StoreRequest) => {
  if (request.name === 'settings:write') process.exit(7)
})
