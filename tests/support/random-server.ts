import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpKind } from './fault-server-core.ts'

/** How one answer is written to the wire. */
export interface WirePlan {
  texts: readonly string[]
  /** Where its bytes are cut, as shares of their length; each piece is a write of its own. */
  cuts: readonly number[]
  /** After which piece it pauses, and for how long. */
  stall: { after: number; ms: number } | null
  /** Which line comes twice; none where there is no such line. */
  doubled: number | null
  /** After which share of its bytes the connection breaks; null: it ends as it should. */
  drops_at: number | null
}

/** What it sent, as far as a reader who is in time can have it all. */
export interface SentAnswer {
  /** Text of the lines that went out whole, once each as often as they were sent. */
  whole: string
  /** Text of all lines. */
  all: string
}

/** A server of either protocol that answers the next request as it was planned, byte for byte. */
export async function startRandomServer(kind: HttpKind) {
  const planned: { plan: WirePlan; sent: (answer: SentAnswer) => void }[] = []
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      const next = planned.shift()
      if (!next) {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[],"models":[]}')
        return
      }
      void answer(kind, next.plan, response).then(next.sent)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Resolves with what was sent, when that is over. */
    next: (plan: WirePlan) => new Promise<SentAnswer>((sent) => planned.push({ plan, sent })),
    close: async (): Promise<void> => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function linesOf(kind: HttpKind, { texts, doubled }: WirePlan): { line: string; text: string }[] {
  const said = texts.map((text) => ({
    text,
    line:
      kind === 'ollama'
        ? `${JSON.stringify({ message: { role: 'assistant', content: text }, done: false })}\n`
        : `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`,
  }))
  const twice = doubled === null ? undefined : said[doubled]
  if (twice) said.splice(doubled ?? 0, 0, twice)
  const end =
    kind === 'ollama'
      ? `${JSON.stringify({ message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop' })}\n`
      : `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`
  return [...said, { text: '', line: end }]
}

async function answer(kind: HttpKind, plan: WirePlan, response: ServerResponse): Promise<SentAnswer> {
  const type = kind === 'ollama' ? 'application/x-ndjson' : 'text/event-stream'
  response.writeHead(200, { 'content-type': type })
  const lines = linesOf(kind, plan)
  const bytes = Buffer.from(lines.map(({ line }) => line).join(''))
  const until = plan.drops_at === null ? bytes.length : Math.floor(bytes.length * plan.drops_at)
  const cuts = plan.cuts.map((share) => Math.floor(bytes.length * share)).filter((at) => at < until)
  const edges = [...new Set([0, ...cuts, until])].toSorted((a, b) => a - b)
  for (const [piece, from] of edges.slice(0, -1).entries()) {
    // Flushed one by one: what is written at once would arrive at once.
    await new Promise<void>((resolve) =>
      response.write(bytes.subarray(from, edges[piece + 1]), () => resolve()),
    )
    const pause = plan.stall?.after === piece ? plan.stall.ms : 0
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  if (plan.drops_at === null) response.end()
  else response.socket?.destroy()
  let length = 0
  const whole = lines.filter(({ line }) => (length += Buffer.byteLength(line)) <= until)
  const textOf = (some: typeof lines): string => some.map(({ text }) => text).join('')
  return { whole: textOf(whole), all: textOf(lines) }
}
