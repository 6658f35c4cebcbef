// `node build/merge-feeds.mjs FOLDER`: each system's feeds, one of each processor (`feed-mac-arm64-latest-mac.yml`), become the one
// that the app reads (`latest-mac.yml`). electron-updater chooses the file of its processor by name.
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse, stringify } from 'yaml'

/**
 * @typedef {{ url: string, sha512: string, size?: number }} FeedFile
 * @typedef {{ version: string, files: FeedFile[], path?: string, sha512?: string, releaseDate?: string }} Feed
 */

/** Returns the names of the feeds it wrote. @param {string} folder */
export function mergeFeeds(folder) {
  /** @type {Record<string, string[]>} */
  const parts = {}
  for (const name of globSync('feed-*.yml', { cwd: folder }).sort()) {
    const merged = /^feed-\w+-\w+-(latest[\w-]*\.yml)$/.exec(name)?.[1]
    if (!merged) throw new Error(`${name} is no name of a feed: feed-SYSTEM-ARCH-latest….yml`)
    ;(parts[merged] ??= []).push(name)
  }
  for (const [merged, names] of Object.entries(parts)) {
    const feeds = names.map((name) => parse(readFileSync(join(folder, name), 'utf8')))
    writeFileSync(join(folder, merged), stringify(mergedOf(feeds)))
    for (const name of names) rmSync(join(folder, name))
  }
  return Object.keys(parts)
}

/** @param {Feed[]} feeds */
function mergedOf(feeds) {
  const [first, ...others] = feeds
  const other = others.find(({ version }) => version !== first?.version)
  if (other) throw new Error(`feeds of several versions: ${first?.version} and ${other.version}`)
  // `path` and `sha512` beside the list are for updaters that know no list: they say nothing of the processor.
  return {
    version: first?.version,
    files: feeds.flatMap(({ files }) => files),
    releaseDate: first?.releaseDate,
  }
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) {
  const [folder = 'dist'] = process.argv.slice(2)
  console.log(mergeFeeds(folder).join('\n') || 'no feeds')
}
