import { openWholeStore, say } from '../support/told-store.ts'

/** Opens a store and makes one backup after the other until it is killed; says when one begins and when it is there. */
const [file = ''] = process.argv.slice(2)
say('opening')
const store = await openWholeStore(file)
for (;;) {
  say('begins')
  const { name } = await store.backups.make()
  say('made', name)
}
