import { importChats } from '../../src/main/transfer/import-chats.ts'
import { openWholeStore, say } from '../support/told-store.ts'

/**
 * Imports a file into a store until it is killed. Says on its standard output, in the same tick, each step that is on disk.
 * `holds`: it goes no further than its last step, however long the kill takes to come.
 */
const [file = '', path = '', holds = ''] = process.argv.slice(2)
setInterval(() => {}, 1_000)
const store = await openWholeStore(file)

const { transfer } = store
const stage = transfer.stage.bind(transfer)
transfer.stage = async (step) => {
  const done = await stage(step)
  say('step')
  return done
}
const reveal = transfer.reveal.bind(transfer)
transfer.reveal = async (session_ids) => {
  say('revealing')
  if (holds !== '') await new Promise(() => {})
  return reveal(session_ids)
}
const signal = new AbortController().signal
await importChats({ store: transfer, path, staged_at: 1, signal, onProgress: () => {}, takeBack: () => true })
say('imported')
