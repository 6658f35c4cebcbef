import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { parseArgs } from 'node:util'
import { FaultExchange } from './fault-server-exchange.ts'
import type { ExchangeRecord } from './fault-server-exchange.ts'
import { FAULT_MODES } from './fault-server-modes.ts'
import { ollamaProtocol, openAiProtocol } from './fault-server-protocols.ts'

export interface FaultServerOptions {
  port?: number
  /** Where the OpenAI-compatible API is. */
  api_at?: 'both' | 'v1' | 'root'
  /** What is answered elsewhere. */
  unknown_path?: 'not-found' | 'web-page' | 'unexpected-endpoint'
  /** Asked for on the OpenAI-compatible side. */
  key?: string
  /** What `/models` says who serves them. */
  owned_by?: string
  /** Questions for models and version are never answered. */
  silent_lists?: boolean
}

/**
 * A real HTTP server on loopback that speaks Ollama's and OpenAI's protocols and misbehaves on purpose: the model chosen is
 * the fault. It keeps its own record of every generation, so that tests need not believe the client.
 *
 * As a program: `npx node tests/support/fault-server.ts [--port 0]` prints its address and runs until it is killed;
 * `GET /records` tells what it saw.
 */
export class FaultServer {
  readonly records: ExchangeRecord[] = []
  /** What was asked for where nothing is. */
  readonly unknown: string[] = []
  readonly options: FaultServerOptions
  #sockets = new Set<Socket>()
  #timers = new Set<() => void>()
  #server = createServer((request, response) => void this.#serve(request, response))

  constructor(options: FaultServerOptions = {}) {
    this.options = options
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  static async start(options: FaultServerOptions = {}): Promise<FaultServer> {
    const server = new FaultServer(options)
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject)
      server.#server.listen(options.port ?? 0, '127.0.0.1', () => resolve())
    })
    return server
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get open_sockets(): number {
    return this.#sockets.size
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    for (const wake of this.#timers) wake()
    await closed
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const api = path.startsWith('/v1/') ? 'v1' : 'root'
    const openai = (this.options.api_at ?? 'both') === 'both' || this.options.api_at === api
    const body = await readBody(request)
    if (request.method === 'POST' && path === '/api/chat')
      await this.#generate('ollama', path, body, request, response)
    else if (request.method === 'POST' && openai && /^(\/v1)?\/chat\/completions$/.test(path)) {
      if (this.#hasKey(request)) await this.#generate('openai-compatible', path, body, request, response)
      else
        json(response, 401, {
          error: { message: 'Incorrect API key provided: sk-echoed', type: 'invalid_request_error' },
        })
    } else if (request.method === 'GET') this.#list(path, openai, request, response)
    else this.#unknown(response, `${request.method} ${path}`)
  }

  #list(path: string, openai: boolean, request: IncomingMessage, response: ServerResponse): void {
    const models = Object.keys(FAULT_MODES)
    if (path === '/records')
      json(response, 200, { open_sockets: this.open_sockets - 1, records: this.records })
    else if (this.options.silent_lists) return
    else if (path === '/api/version') json(response, 200, { version: '0.0.0-fault' })
    else if (path === '/api/tags') {
      const details = { parameter_size: '8.0B', quantization_level: 'Q4_K_M' }
      json(response, 200, { models: models.map((name) => ({ name, model: name, size: 4.7e9, details })) })
    } else if (openai && /^(\/v1)?\/models$/.test(path)) {
      if (this.#hasKey(request))
        json(response, 200, {
          object: 'list',
          data: models.map((id) => ({ id, owned_by: this.options.owned_by ?? 'fault' })),
        })
      else json(response, 401, { error: { message: 'Incorrect API key provided: sk-echoed' } })
    } else this.#unknown(response, `GET ${path}`)
  }

  #hasKey(request: IncomingMessage): boolean {
    return !this.options.key || request.headers.authorization === `Bearer ${this.options.key}`
  }

  #unknown(response: ServerResponse, what: string): void {
    this.unknown.push(what)
    if (this.options.unknown_path === 'web-page')
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>')
    else if (this.options.unknown_path === 'unexpected-endpoint') {
      json(response, 200, { error: `Unexpected endpoint or method. (${what})` })
    } else response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found')
  }

  async #generate(
    protocol: ExchangeRecord['protocol'],
    path: string,
    body: { [field: string]: unknown },
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const model = String(body['model'])
    const record: ExchangeRecord = {
      id: this.records.length,
      protocol,
      path,
      model,
      prompt: lastPrompt(body['messages']),
      partial: partialAnswer(body['messages']),
      parameters: parametersOf(body),
      fields: Object.keys(body).filter((field) => field !== 'model' && field !== 'messages'),
      authorization: request.headers.authorization ?? null,
      accept_encoding: request.headers['accept-encoding'] ?? null,
      begin_at: performance.now(),
      end_at: null,
      closed_at: null,
      aborted: false,
      late_writes: 0,
      bytes_written: 0,
    }
    this.records.push(record)
    const wire = protocol === 'ollama' ? ollamaProtocol(model) : openAiProtocol(model)
    const exchange = new FaultExchange({ wire, record, body }, request, response, this.#timers)
    const [name = '', every_ms = '0'] = model.split('@')
    await (FAULT_MODES[name] ?? FAULT_MODES['unknown-model'])?.(exchange, Number(every_ms))
    record.end_at ??= performance.now()
  }
}

async function readBody(request: IncomingMessage): Promise<{ [field: string]: unknown }> {
  const pieces: Buffer[] = []
  try {
    for await (const piece of request) pieces.push(piece as Buffer)
    return pieces.length === 0
      ? {}
      : (JSON.parse(Buffer.concat(pieces).toString()) as { [field: string]: unknown })
  } catch {
    return {}
  }
}

/** By the names of OpenAI, llama-server and vLLM. */
const PARAMETERS = new Set(
  'temperature top_p max_tokens seed stop top_k min_p repeat_penalty repetition_penalty n_ctx num_ctx'.split(
    ' ',
  ),
)

function parametersOf(body: { [field: string]: unknown }): object {
  const { options, ...fields } = body
  const known = Object.entries(fields).filter(([field]) => PARAMETERS.has(field))
  return options ?? Object.fromEntries(known)
}

/** The answer that ends the messages: it is gone on with, as llama-server, Ollama and (when told) vLLM do. */
function partialAnswer(messages: unknown): string {
  const last = Array.isArray(messages)
    ? (messages as { role?: string; content?: string }[]).at(-1)
    : undefined
  return last?.role === 'assistant' ? (last.content ?? '') : ''
}

function lastPrompt(messages: unknown): string {
  const list = Array.isArray(messages) ? (messages as { role?: string; content?: string }[]) : []
  return list.findLast((message) => message.role === 'user')?.content ?? ''
}

function json(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', server: 'fault-server' })
    .end(JSON.stringify(body))
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '0' }, key: { type: 'string' } },
  })
  const server = await FaultServer.start({
    port: Number(values.port),
    ...(values.key && { key: values.key }),
  })
  console.log(server.url)
}
