import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ChatPage } from './chat-page.ts'

export interface WrittenAnswer {
  text: string
  reasoning?: string
  /** Characters in each piece of the stream, and the time between two; all at once when not given. */
  piece_chars?: number
  piece_ms?: number
}

/** A model server that answers what the spec wrote for a prompt, and remembers whoever else knocks. */
export class WrittenAnswers {
  readonly #server: Server
  readonly #model: string
  readonly #answers = new Map<string, WrittenAnswer>()
  /** Requests that no chat makes: what an answer tried to fetch. */
  readonly beacons: string[] = []

  private constructor(server: Server, model: string) {
    this.#server = server
    this.#model = model
    server.on('request', (request, response) => void this.#serve(request, response))
  }

  static async start(model = 'written'): Promise<WrittenAnswers> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new WrittenAnswers(server, model)
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** What the model answers to this prompt. */
  write(prompt: string, answer: WrittenAnswer): void {
    this.#answers.set(prompt, answer)
  }

  /** Makes this server the model of new chats, as a connection of this name. */
  async serve(chat: ChatPage, name = 'Written'): Promise<void> {
    const added = await chat.ask('connection:add', {
      kind: 'openai-compatible',
      name,
      url: this.url,
    })
    if ('refused' in added) throw new Error(added.refused)
    const { connection_id } = added
    await chat.ask('settings:set', { default_model: { connection_id, model: this.#model } })
    await chat.newChat()
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', this.url).pathname
    if (path.endsWith('/models')) {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ object: 'list', data: [{ id: this.#model, object: 'model' }] }))
    } else if (path.endsWith('/chat/completions')) await this.#answer(request, response)
    else {
      if (path.startsWith('/beacon')) this.beacons.push(path)
      response.writeHead(404).end()
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request)
    const { messages } = JSON.parse(body) as { messages: { content: string }[] }
    const answer = this.#answers.get(messages.at(-1)?.content ?? '') ?? { text: 'Nothing was written.' }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const { piece_chars = 65_536, piece_ms = 0 } = answer
    for (const [field, text] of [
      ['reasoning_content', answer.reasoning ?? ''],
      ['content', answer.text],
    ] as const) {
      for (let at = 0; at < text.length && !response.destroyed; at += piece_chars) {
        const delta = { [field]: text.slice(at, at + piece_chars) }
        response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`)
        if (piece_ms > 0) await new Promise((resolve) => setTimeout(resolve, piece_ms))
      }
    }
    response.end('data: [DONE]\n\n')
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
