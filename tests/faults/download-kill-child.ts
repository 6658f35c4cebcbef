import { writeSync } from 'node:fs'
import { createDownloads } from '../support/create-downloads.ts'

/**
 * Downloads one address into a folder until it is killed; goes on with what is there from the last time. Says on its standard
 * output how many bytes it has, as windows are told.
 */
const [folder = '', url = ''] = process.argv.slice(2)
const { downloads, dispose } = createDownloads(folder, {
  onChanged: () => {
    const [download] = downloads.views()
    if (download) writeSync(1, `${download.received_bytes}\n`)
  },
  onDone: () => {
    writeSync(1, 'done\n')
    void dispose()
  },
})
await downloads.open()
if (downloads.views().length === 0) await downloads.start({ source: url })
