import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { SafeStorage } from 'electron'
import { getPath } from './app-paths.ts'
import { isReady } from './lifecycle.ts'
import { strict } from './strict.ts'

const PREFIX = Buffer.from('v10')
const IV_BYTES = 12
const TAG_BYTES = 16

type Backend = ReturnType<SafeStorage['getSelectedStorageBackend']>

/** SLUICE_HOST_SAFE_STORAGE=gnome_libsecret plays a machine with a keyring; this host reaches none itself. */
const backend = (process.env['SLUICE_HOST_SAFE_STORAGE'] ?? 'basic_text') as Backend
let plainTextAllowed = false

const isAvailable = () => isReady() && (backend !== 'basic_text' || plainTextAllowed)

const members = {
  isEncryptionAvailable: isAvailable,
  getSelectedStorageBackend: () => (isReady() ? backend : 'unknown'),
  setUsePlainTextEncryption(usePlainText: boolean) {
    plainTextAllowed = usePlainText
  },
  encryptString(plainText: string): Buffer {
    assertAvailable('encrypting the text provided to safeStorage.encryptString')
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', readKey(), iv)
    const body = Buffer.concat([cipher.update(plainText, 'utf8'), cipher.final()])
    return Buffer.concat([PREFIX, iv, cipher.getAuthTag(), body])
  },
  decryptString(encrypted: Buffer): string {
    const doing = 'decrypting the ciphertext provided to safeStorage.decryptString'
    assertAvailable(doing)
    if (!encrypted.subarray(0, PREFIX.length).equals(PREFIX))
      throw new Error(`Error while ${doing}. Ciphertext does not appear to be encrypted.`)
    const tagAt = PREFIX.length + IV_BYTES
    const decipher = createDecipheriv('aes-256-gcm', readKey(), encrypted.subarray(PREFIX.length, tagAt))
    decipher.setAuthTag(encrypted.subarray(tagAt, tagAt + TAG_BYTES))
    try {
      return (
        decipher.update(encrypted.subarray(tagAt + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      )
    } catch {
      throw new Error(`Error while ${doing}.`)
    }
  },
} satisfies Partial<SafeStorage>

export const safeStorage = strict<SafeStorage>('safeStorage', members)

function assertAvailable(doing: string): void {
  if (!isAvailable()) throw new Error(`Error while ${doing}. Encryption is not available.`)
}

/** One key per user data folder, readable by its owner only, so that a restart can still decrypt. */
function readKey(): Buffer {
  const file = join(getPath('userData'), 'chromium-profile', 'safe-storage.key')
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, randomBytes(32), { mode: 0o600 })
  }
  return readFileSync(file)
}
