import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createPackageWithOptions } from '@electron/asar'
import { flipFusesOf } from '../../../build/after-pack.mjs'
import { elfHeader, makeStub } from '../../../build/stub/make-stub.mjs'
import { NEEDED } from '../../../build/verify/check-archive.mjs'
import { LICENSED } from '../../../build/verify/check-folder.mjs'

/** A built folder as electron-builder leaves it, of a few bytes: everything verify-package looks at is there. */
export class SmallPackage {
  readonly folder = mkdtempSync(join(tmpdir(), 'sluice-small-package-'))
  readonly app = join(this.folder, 'linux-unpacked')

  static async make(): Promise<SmallPackage> {
    const small = new SmallPackage()
    const files = join(small.folder, 'files')
    for (const path of NEEDED) write(files, path, '// ours\n')
    write(files, 'package.json', JSON.stringify({ name: 'sluice', productName: 'Sluice' }))
    for (const name of ['linux-x64', 'linux-x64-vulkan']) {
      write(files, `node_modules/@node-llama-cpp/${name}/bins/${name}/llama-addon.node`, elfHeader('x64'))
    }
    makeStub(small.app, 'x64')
    renameSync(join(small.app, 'electron'), join(small.app, 'sluice'))
    renameSync(join(small.app, 'LICENSE'), join(small.app, 'LICENSE.electron.txt'))
    await flipFusesOf({ appOutDir: small.app, electronPlatformName: 'linux' })
    await createPackageWithOptions(files, join(small.app, 'resources/app.asar'), {
      unpackDir: 'node_modules/@node-llama-cpp/**',
    })
    write(small.app, 'resources/licences/sluice.txt', 'MIT\n')
    write(small.app, 'resources/licences/third-party.txt', LICENSED.map((name) => `\n${name} 1.0\n`).join(''))
    return small
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function write(folder: string, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}
