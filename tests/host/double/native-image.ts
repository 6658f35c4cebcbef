import { readFileSync } from 'node:fs'
import type { NativeImage } from 'electron'
import { strict } from './strict.ts'

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47])

/** An image that can be passed around and measured, but not drawn or scaled. */
class NativeImageDouble implements Partial<NativeImage> {
  readonly #bytes: Buffer
  isMacTemplateImage = false

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  isEmpty = () => this.#bytes.length === 0
  isTemplateImage = () => this.isMacTemplateImage
  setTemplateImage(option: boolean): void {
    this.isMacTemplateImage = option
  }

  getSize(): { width: number; height: number } {
    if (!this.#bytes.subarray(0, 4).equals(PNG_SIGNATURE)) return { width: 0, height: 0 }
    return { width: this.#bytes.readUInt32BE(16), height: this.#bytes.readUInt32BE(20) }
  }

  toPNG = () => this.#bytes
  toDataURL = () => `data:image/png;base64,${this.#bytes.toString('base64')}`
  resize = () => image(this.#bytes)
}

const image = (bytes: Buffer) => strict<NativeImage>('nativeImage', new NativeImageDouble(bytes))

export const nativeImage = strict<typeof import('electron').nativeImage>('nativeImage (module)', {
  createEmpty: () => image(Buffer.alloc(0)),
  createFromBuffer: (buffer: Buffer) => image(buffer),
  createFromDataURL: (url: string) => image(Buffer.from(url.replace(/^[^,]*,/, ''), 'base64')),
  /** An unreadable file gives an empty image, as in Electron. */
  createFromPath(path: string) {
    try {
      return image(readFileSync(path))
    } catch {
      return image(Buffer.alloc(0))
    }
  },
} satisfies Partial<typeof import('electron').nativeImage>)
