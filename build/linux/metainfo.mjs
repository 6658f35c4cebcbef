// The AppStream metadata, which software centres read: written before packing, under the publisher's own id.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PUBLISHER } from '../publisher.mjs'

const root = resolve(import.meta.dirname, '../..')
const name = `${PUBLISHER.app_id}.metainfo.xml`
export const METAINFO = `dist/${name}`
export const METAINFO_INSTALLED = `/usr/share/metainfo/${name}`

export function writeMetainfo() {
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(join(root, METAINFO), metainfo())
}

/** The template beside this file, with what differs from publisher to publisher. */
export function metainfo() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return readFileSync(join(import.meta.dirname, 'metainfo.xml'), 'utf8')
    .replace('@APP_ID@', PUBLISHER.app_id)
    .replace('@HOMEPAGE@', PUBLISHER.homepage)
    .replace('@VERSION@', version)
    .replace('@DATE@', day())
}

/** Of the same moment as all files of the build. */
function day() {
  const seconds = Number(process.env['SOURCE_DATE_EPOCH'] || Date.now() / 1_000)
  return new Date(seconds * 1_000).toISOString().slice(0, 10)
}
