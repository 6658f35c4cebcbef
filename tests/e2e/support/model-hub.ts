import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const PIECE_BYTES = 16 * 1024

/** A hub with one repository, `maker/model`, on this computer. It can hold a file back in its middle. */
export class ModelHub {
  url = ''
  /** What it was asked for a file, with the range. */
  readonly asked: string[] = []
  #files = new Map<string, Buffer>()
  #server = createServer((request, response) => void this.#answer(request, response))
  #held: Promise<void> | null = null
  #letGo: () => void = () => {}

  static async open(files: Record<string, Buffer>): Promise<ModelHub> {
    const hub = new ModelHub()
    hub.#files = new Map(Object.entries(files))
    await new Promise<void>((resolve) => hub.#server.listen(0, '127.0.0.1', resolve))
    hub.url = `http://127.0.0.1:${(hub.#server.address() as AddressInfo).port}`
    return hub
  }

  /** From now on no file is sent further than its middle. */
  hold(): void {
    this.#held = new Promise((resolve) => (this.#letGo = resolve))
  }

  letGo(): void {
    this.#letGo()
    this.#held = null
  }

  async close(): Promise<void> {
    this.letGo()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(request.url?.split('?')[0] ?? '')
    if (path === '/api/models/maker/model/tree/main') {
      response.end(JSON.stringify([...this.#files].map(([name, bytes]) => listed(name, bytes))))
      return
    }
    const bytes = this.#files.get(path.replace('/maker/model/resolve/main/', ''))
    if (!bytes) {
      response.statusCode = 404
      response.end()
      return
    }
    this.asked.push(request.headers.range ?? 'all')
    await this.#send(bytes, Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0), response)
  }

  async #send(bytes: Buffer, from: number, response: ServerResponse): Promise<void> {
    response.statusCode = from > 0 ? 206 : 200
    response.setHeader('etag', `"${sha256(bytes)}"`)
    response.setHeader('accept-ranges', 'bytes')
    response.setHeader('content-length', bytes.length - from)
    if (from > 0) response.setHeader('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`)
    for (let at = from; at < bytes.length; at += PIECE_BYTES) {
      if (at + PIECE_BYTES > bytes.length / 2) await this.#held
      if (response.destroyed) return
      response.write(bytes.subarray(at, at + PIECE_BYTES))
    }
    response.end()
  }
}

function listed(path: string, bytes: Buffer): object {
  return { type: 'file', path, size: bytes.length, lfs: { oid: sha256(bytes), size: bytes.length } }
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
