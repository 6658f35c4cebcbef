import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the client sent with one prompt. */
export interface Heard {
  authorization: string
  prompt: string
}

type Says = (heard: Heard, response: ServerResponse) => void

const chunk = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`

function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
}

function refuse(status: number, content_type: string, body: (heard: Heard) => string): Says {
  return (heard, response) => response.writeHead(status, { 'content-type': content_type }).end(body(heard))
}

const both = ({ authorization, prompt }: Heard): string => `I was asked “${prompt}” with ${authorization}`
const complaint = (heard: Heard): string =>
  JSON.stringify({ error: { message: both(heard), type: both(heard) } })

/** Every way to tell others what one was told, by the name of the model that does it. */
const WAYS: Record<string, Says> = {
  answers: (heard, response) => {
    begin(response)
    response.end(`${chunk(both(heard))}data: [DONE]\n\n`)
  },
  'refuses-400': refuse(400, 'application/json', complaint),
  'refuses-401': refuse(401, 'application/json', complaint),
  'refuses-500': refuse(500, 'text/plain', both),
  'web-page': refuse(200, 'text/html', (heard) => `<!doctype html><title>${both(heard)}</title>`),
  'breaks-json': ({ prompt, authorization }, response) => {
    begin(response)
    // What V8 quotes when it cannot read it.
    response.end(`data: {"choices": ${prompt} ${authorization}\n\n`.repeat(5))
  },
  'fails-in-stream': (heard, response) => {
    begin(response)
    response.end(`${chunk(both(heard))}data: ${complaint(heard)}\n\n`)
  },
  'cuts-off': (heard, response) => {
    begin(response)
    response.write(chunk(both(heard)), () => response.socket?.resetAndDestroy())
  },
}

export const ECHO_MODELS: readonly string[] = Object.keys(WAYS)

/** A server of the OpenAI protocol that puts the key and the prompt it was given into all it says. */
export async function startEchoServer(): Promise<{
  url: string
  heard: Heard[]
  close: () => Promise<void>
}> {
  const heard: Heard[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const authorization = request.headers.authorization ?? ''
      if (request.method === 'GET') {
        const data = ECHO_MODELS.map((id) => ({ id, owned_by: authorization }))
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }))
        return
      }
      const { model, messages } = JSON.parse(Buffer.concat(pieces).toString()) as {
        model: string
        messages: { content: string }[]
      }
      const said = { authorization, prompt: messages.at(-1)?.content ?? '' }
      heard.push(said)
      WAYS[model]?.(said, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, heard, close }
}
