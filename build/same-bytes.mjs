// The same sources give the same installers: what carries the moment of the build gets that of SOURCE_DATE_EPOCH, or none.
import { createReadStream, createWriteStream, globSync, lutimesSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'

/** Dates all files below a folder, where a moment is given. @param {string} folder */
export function dateFiles(folder) {
  const seconds = Number(process.env['SOURCE_DATE_EPOCH'])
  if (!seconds) return
  for (const name of globSync('**', { cwd: folder })) lutimesSync(join(folder, name), seconds, seconds)
}

/**
 * A gzip tells when it was made, and of which temporary file: packed again, it tells neither.
 * @param {{ file: string }} artifact
 */
export async function forgetMoment({ file }) {
  if (!file.endsWith('.tar.gz')) return
  const again = `${file}.again`
  const level = Number(process.env['ELECTRON_BUILDER_COMPRESSION_LEVEL'] ?? 9)
  await pipeline(createReadStream(file), createGunzip(), createGzip({ level }), createWriteStream(again))
  renameSync(again, file)
}
