import type { OnBeforeRequestListenerDetails, OnHeadersReceivedListenerDetails, WebContents } from 'electron'
import { fromChromium, mapPolicy, toChromium } from '../browser/custom-scheme.ts'
import type { PageTarget } from '../browser/page-target.ts'
import type { Params } from '../browser/cdp.ts'
import { debug } from '../host-log.ts'
import { protocolHandler } from './protocol.ts'
import { askBeforeRequest, askHeadersReceived } from './web-requests.ts'

/** A request that Chromium holds until it is answered (Fetch.requestPaused). */
export interface PausedRequest {
  requestId: string
  frameId: string
  resourceType: string
  redirectedRequestId?: string
  request: { url: string; method: string; headers: Record<string, string>; postData?: string }
}

export type Verdict = 'continue' | 'block'

/** Answers one held request: the app's verdict first, then its protocol handler, else Chromium goes on. */
export async function answerRequest(
  page: PageTarget,
  contents: WebContents,
  paused: PausedRequest,
): Promise<void> {
  const url = fromChromium(paused.request.url)
  const details = requestDetails(contents, paused, url)
  const { cancel, redirectURL } = await askBeforeRequest(details)
  if (cancel) return fail(page, paused, 'BlockedByClient')
  if (redirectURL) return redirect(page, paused, redirectURL)
  if (url === paused.request.url) {
    await page.send('Fetch.continueRequest', { requestId: paused.requestId })
    return
  }
  await answerFromHandler(page, paused, url, details)
}

export async function fail(page: PageTarget, paused: PausedRequest, errorReason: string): Promise<void> {
  await page.send('Fetch.failRequest', { requestId: paused.requestId, errorReason })
}

async function redirect(page: PageTarget, paused: PausedRequest, to: string): Promise<void> {
  await page.send('Fetch.fulfillRequest', {
    requestId: paused.requestId,
    responseCode: 307,
    responseHeaders: [{ name: 'location', value: toChromium(to) }],
  })
}

async function answerFromHandler(
  page: PageTarget,
  paused: PausedRequest,
  url: string,
  details: OnBeforeRequestListenerDetails,
): Promise<void> {
  const handler = protocolHandler(new URL(url).protocol.slice(0, -1))
  if (!handler) return fail(page, paused, 'Failed')
  try {
    const response = await handler(toRequest(paused, url))
    const { responseHeaders, cancel } = await askHeadersReceived(responseDetails(details, response))
    if (cancel) return await fail(page, paused, 'BlockedByClient')
    const body = Buffer.from(await response.arrayBuffer()).toString('base64')
    await page.send('Fetch.fulfillRequest', {
      requestId: paused.requestId,
      responseCode: response.status,
      responseHeaders: headerList(responseHeaders ?? headersOf(response)),
      body,
    })
  } catch (error) {
    debug('protocol handler:', error)
    await fail(page, paused, 'Failed')
  }
}

function toRequest({ request }: PausedRequest, url: string): Request {
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  return new Request(url, {
    method: request.method,
    headers: request.headers,
    ...(hasBody ? { body: request.postData ?? '' } : {}),
  })
}

function requestDetails(
  contents: WebContents,
  paused: PausedRequest,
  url: string,
): OnBeforeRequestListenerDetails {
  return {
    id: Number.parseInt(paused.requestId.replace(/\D+/, ''), 10),
    url,
    method: paused.request.method,
    webContentsId: contents.id,
    webContents: contents,
    resourceType: resourceType(paused),
    referrer: fromChromium(paused.request.headers['Referer'] ?? ''),
    timestamp: Date.now(),
    uploadData: [],
  }
}

const RESOURCE_TYPES: Record<string, OnBeforeRequestListenerDetails['resourceType']> = {
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
  Media: 'media',
  WebSocket: 'webSocket',
}

function resourceType(paused: PausedRequest): OnBeforeRequestListenerDetails['resourceType'] {
  if (paused.resourceType === 'Document') return 'mainFrame'
  return RESOURCE_TYPES[paused.resourceType] ?? 'other'
}

function responseDetails(
  details: OnBeforeRequestListenerDetails,
  response: Response,
): OnHeadersReceivedListenerDetails {
  const { uploadData: _, ...common } = details
  const statusLine = `HTTP/1.1 ${response.status} ${response.statusText}`
  return { ...common, statusLine, statusCode: response.status, responseHeaders: headersOf(response) }
}

function headersOf(response: Response): Record<string, string[]> {
  return Object.fromEntries([...response.headers].map(([name, value]) => [name, [value]]))
}

function headerList(headers: Record<string, string | string[]>): Params[] {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => ({ name, value: mapHeader(name, value) })),
  )
}

function mapHeader(name: string, value: string): string {
  if (/^content-security-policy/i.test(name)) return mapPolicy(value)
  return /^location$/i.test(name) ? toChromium(value) : value
}
