import { open, readFile, rename } from 'node:fs/promises'
import type { z } from 'zod'

/**
 * A small file of JSON that is whole after any crash: written beside itself, made durable, then given its name. A book that
 * cannot be read counts as empty and is kept aside.
 */
export class JsonBook<Contents> {
  #path: string
  #schema: z.ZodType<Contents>
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string, schema: z.ZodType<Contents>) {
    this.#path = path
    this.#schema = schema
  }

  async read(empty: Contents): Promise<Contents> {
    let text: string
    try {
      text = await readFile(this.#path, 'utf8')
    } catch {
      return empty
    }
    const parsed = this.#schema.safeParse(jsonOf(text))
    if (parsed.success) return parsed.data
    await rename(this.#path, `${this.#path}.damaged`).catch(() => {})
    return empty
  }

  /** In the order of the calls. Rejects when the disk refuses; what was written before stays. */
  write(contents: Contents): Promise<void> {
    const text = JSON.stringify(contents, null, 1)
    const written = this.#writing.then(() => this.#replace(text))
    this.#writing = written.catch(() => {})
    return written
  }

  /** Resolves when everything that was asked for is written, or was refused. */
  idle(): Promise<void> {
    return this.#writing
  }

  async #replace(text: string): Promise<void> {
    const part = `${this.#path}.part`
    // An address may hold a secret: for the person alone.
    const file = await open(part, 'w', 0o600)
    try {
      await file.writeFile(text)
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(part, this.#path)
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
