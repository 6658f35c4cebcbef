import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a feed of updates can be wrong. */
export type FeedMisdeed =
  | 'no feed'
  | 'not yaml'
  | 'a page of html'
  | 'an empty file'
  | 'a version that is none'
  | 'no files'
  | 'no sum'
  | 'wrong sum'
  | 'cut short'
  | 'an error of the server'
  | 'no installer'
  | 'silent about the feed'
  | 'silent in the installer'

/** A static server with `latest*.yml` and one installer, as `npm run dist` leaves them; or nearly so. */
export class FeedServer {
  #server = createServer((request, response) => this.#answer(request.url ?? '', response))
  readonly installer: Buffer
  readonly file: string
  /** Paths that were asked for, without what keeps caches away. */
  readonly asked: string[] = []
  misdeed: FeedMisdeed | null = null
  version: string

  constructor(version: string, file: string, installer: Buffer) {
    this.version = version
    this.file = file
    this.installer = installer
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** What a hung request is freed by, as Electron's session does it. */
  hangUp(): void {
    this.#server.closeAllConnections()
  }

  #answer(url: string, response: ServerResponse): void {
    const path = url.replace(/\?.*/, '')
    this.asked.push(path)
    if (path.endsWith('.yml')) this.#answerFeed(response)
    else if (path === `/${this.file}`) this.#answerInstaller(response)
    else response.writeHead(404).end()
  }

  #answerFeed(response: ServerResponse): void {
    if (this.misdeed === 'silent about the feed') return
    if (this.misdeed === 'no feed') response.writeHead(404).end()
    else if (this.misdeed === 'an error of the server') response.writeHead(400).end('no')
    else response.end(this.#feed())
  }

  #feed(): string {
    const sum = createHash('sha512').update(this.installer).digest('base64')
    const sha512 = this.misdeed === 'wrong sum' ? createHash('sha512').digest('base64') : sum
    switch (this.misdeed) {
      case 'not yaml':
        return 'version: [1.0.0\n  files: }{'
      case 'a page of html':
        return '<!doctype html><title>Sign in to the network</title>'
      case 'an empty file':
        return ''
      case 'a version that is none':
        return 'version: newest\nfiles: []\n'
      case 'no files':
        return `version: ${this.version}\n`
      case 'no sum':
        return `version: ${this.version}\nfiles:\n  - url: ${this.file}\n`
      default:
        return `version: ${this.version}\nfiles:\n  - url: ${this.file}\n    sha512: ${sha512}\n    size: ${this.installer.length}\n`
    }
  }

  #answerInstaller(response: ServerResponse): void {
    if (this.misdeed === 'no installer') return void response.writeHead(404).end()
    response.writeHead(200, { 'content-length': this.installer.length })
    const half = this.installer.subarray(0, this.installer.length / 2)
    if (this.misdeed === 'cut short') response.write(half, () => response.destroy())
    else if (this.misdeed === 'silent in the installer') response.write(half)
    else response.end(this.installer)
  }
}
