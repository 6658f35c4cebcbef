import type { CustomScheme, Protocol } from 'electron'
import { addCustomScheme } from '../browser/custom-scheme.ts'
import { isReady } from './lifecycle.ts'
import { strict } from './strict.ts'

type Handler = Parameters<Protocol['handle']>[1]

const handlers = new Map<string, Handler>()

export const protocolHandler = (scheme: string): Handler | undefined => handlers.get(scheme)

const members = {
  registerSchemesAsPrivileged(schemes: CustomScheme[]) {
    if (isReady())
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme } of schemes) addCustomScheme(scheme)
  },
  handle(scheme: string, handler: Handler) {
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    addCustomScheme(scheme)
    handlers.set(scheme, handler)
  },
  unhandle(scheme: string) {
    handlers.delete(scheme)
  },
  isProtocolHandled: (scheme: string) => handlers.has(scheme),
} satisfies Partial<Protocol>

export const protocol = strict<Protocol>('protocol', members)
