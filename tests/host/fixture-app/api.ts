/** What the fixture's preload exposes as `window.api`. */
export interface FixtureApi {
  echo: (value: unknown) => Promise<unknown>
  invoke: (channel: string, ...args: unknown[]) => Promise<unknown>
  send: (channel: string, ...args: unknown[]) => void
  /** returns its undo */
  on: (channel: string, listener: (...args: unknown[]) => void) => () => void
  sync: (value: unknown) => unknown
  throws: () => never
  later: (value: unknown) => Promise<unknown>
  call: (callback: (value: unknown) => unknown, value: unknown) => unknown
  unknownMember: () => unknown
  versions: { electron: string | undefined; host: string | undefined }
  platform: string
}

declare global {
  interface Window {
    readonly api: FixtureApi
    inlineRan?: boolean
    /** not in TypeScript's library yet */
    readonly trustedTypes: {
      createPolicy: (
        name: string,
        rules: { createScriptURL: (url: string) => string },
      ) => { createScriptURL: (url: string) => string }
    }
  }
}
