import { safeStorage } from 'electron'

/**
 * The system's safe for API keys. On Linux without a keyring Electron would "encrypt" with a fixed password (basic_text):
 * that protects nothing, so there a key is held for this run only.
 * https://www.electronjs.org/docs/latest/api/safe-storage
 */
export const systemVault = {
  available: (): boolean =>
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'),
  encrypt: (text: string): Uint8Array => new Uint8Array(safeStorage.encryptString(text)),
  decrypt: (bytes: Uint8Array): string => safeStorage.decryptString(Buffer.from(bytes)),
}
