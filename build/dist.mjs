// `npm run dist`: installers of this system, from a clean clone, into dist/. docs/packaging.md has every variable; what comes
// after `--` goes to electron-builder, for example `npm run dist -- --arm64` or `npm run dist:linux -- deb`.
import { createHash } from 'node:crypto'
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { checkNode } from '../scripts/check-node.mjs'
import { runInherited } from '../scripts/run-program.mjs'
import { writeLicences } from './licences.mjs'
import { writeMetainfo } from './linux/metainfo.mjs'
import { refuseToPublish } from './publisher.mjs'
import { builtIn, verifyAll } from './verify-package.mjs'

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')

checkNode()
process.exitCode = await makeInstallers(process.argv.slice(2))

/** @param {string[]} args */
async function makeInstallers(args) {
  const refusal = refuseToPublish()
  if (refusal) {
    console.error(refusal)
    return 1
  }
  process.env['SOURCE_DATE_EPOCH'] ||= lastChange()
  // What an earlier run left would be taken for this one's.
  rmSync(dist, { recursive: true, force: true })
  const built = await runInherited('electron-vite', ['build'], root)
  if (built !== 0) return built
  console.log(`licences of ${writeLicences()} works`)
  writeMetainfo()
  const config = join('build', 'electron-builder.mjs')
  const packed = await runInherited('electron-builder', ['-c', config, '--publish', 'never', ...args], root)
  if (packed !== 0) return packed
  return (await verifyAll(builtIn(dist))) ? writeSums() : 1
}

/** The moment of the last commit, so that the same sources give the same installers. */
function lastChange() {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }).trim()
  } catch {
    return '1700000000'
  }
}

/** What a person compares a download with: `sha256sum -c SHA256SUMS`. */
function writeSums() {
  const files = globSync('sluice-*', { cwd: dist })
    .filter((name) => !name.endsWith('.blockmap'))
    .sort()
  const sums = files.map((name) => {
    const sum = createHash('sha256')
      .update(readFileSync(join(dist, name)))
      .digest('hex')
    return `${sum}  ${name}\n`
  })
  writeFileSync(join(dist, 'SHA256SUMS'), sums.join(''))
  return 0
}
