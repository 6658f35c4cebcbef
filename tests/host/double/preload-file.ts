import { readFileSync } from 'node:fs'

/** The preload's text; an unreadable one is reported the way Electron does, and the page loads without it. */
export function readPreload(path: string | undefined, onError: (error: Error) => void): string | undefined {
  if (path === undefined) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    console.error(`Unable to load preload script: ${path}`)
    setImmediate(() => onError(error as Error))
    return undefined
  }
}
