import { writeSync } from 'node:fs'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import { openStore } from '../../src/main/store/store.ts'

/** Opens a store and makes one backup after the other until it is killed; says when one begins and when it is there. */
const [file = ''] = process.argv.slice(2)
writeSync(1, 'opening\n')
const store = await openStore({
  file,
  worker: new URL('../../src/main/store/store-worker.ts', import.meta.url),
  clock: new AwakeClock(),
  writeLog: () => {},
})
for (;;) {
  writeSync(1, 'begins\n')
  const { name } = await store.backups.make()
  writeSync(1, `made ${name}\n`)
}
