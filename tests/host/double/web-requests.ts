import type {
  CallbackResponse,
  HeadersReceivedResponse,
  OnBeforeRequestListenerDetails,
  OnHeadersReceivedListenerDetails,
  WebRequest,
  WebRequestFilter,
} from 'electron'
import { strict } from './strict.ts'

type BeforeRequest = Parameters<WebRequest['onBeforeRequest']>[0]
type HeadersReceived = Parameters<WebRequest['onHeadersReceived']>[0]
interface Hook<Listener> {
  matches: (url: string) => boolean
  listener: Listener
}

let before: Hook<NonNullable<BeforeRequest>> | undefined
let headers: Hook<NonNullable<HeadersReceived>> | undefined

const members = {
  onBeforeRequest(...args: unknown[]) {
    before = hookOf(args)
  },
  onHeadersReceived(...args: unknown[]) {
    headers = hookOf(args)
  },
} satisfies Partial<WebRequest>

export const webRequest = strict<WebRequest>('session.webRequest', members)

/** Asks the app's onBeforeRequest; without one every request goes on. */
export function askBeforeRequest(details: OnBeforeRequestListenerDetails): Promise<CallbackResponse> {
  const hook = before
  if (!hook?.matches(details.url)) return Promise.resolve({})
  return new Promise((resolve) => hook.listener(details, resolve))
}

/** Asks the app's onHeadersReceived, which may replace the headers of a response. */
export function askHeadersReceived(
  details: OnHeadersReceivedListenerDetails,
): Promise<HeadersReceivedResponse> {
  const hook = headers
  if (!hook?.matches(details.url)) return Promise.resolve({})
  return new Promise((resolve) => hook.listener(details, resolve))
}

/** Both members take (listener), (filter, listener) and null for "no listener". */
function hookOf<Listener>(args: unknown[]): Hook<Listener> | undefined {
  const listener = args.at(-1) as Listener | null
  const filter = args.length > 1 ? (args[0] as WebRequestFilter) : undefined
  if (!listener) return undefined
  const patterns = (filter?.urls ?? []).map(patternToRegExp)
  return {
    listener,
    matches: (url) => patterns.length === 0 || patterns.some((pattern) => pattern.test(url)),
  }
}

function patternToRegExp(pattern: string): RegExp {
  if (pattern === '<all_urls>') return /^/
  const source = pattern
    .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replace(/^\*:/, '(http|https|ws|wss):')
    .replaceAll('*', '.*')
  return new RegExp(`^${source}$`, 'i')
}
