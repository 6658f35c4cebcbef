import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import { openStore } from '../../src/main/store/store.ts'

/** Opens a store, makes a backup where that is asked for, and ends in order; its worker may take it down before. */
const [file = '', what = 'open'] = process.argv.slice(2)
const clock = new AwakeClock()
process.stdout.write('opening\n')
const store = await openStore({
  file,
  worker: new URL('./store-cut-worker.ts', import.meta.url),
  clock,
  writeLog: () => {},
})
if (what === 'backup') await store.backups.make()
await store.dispose()
clock.dispose()
process.stdout.write('done\n')
