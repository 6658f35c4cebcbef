import { gzipSync } from 'node:zlib'
import type { FaultExchange } from './fault-server-exchange.ts'

/** How the server treats one generation. */
export type FaultMode = (exchange: FaultExchange, every_ms: number) => Promise<void> | void

const MIB = 1024 * 1024

/** The whole stream of a usual answer, to be cut and bent. */
function usual(exchange: FaultExchange, count = 40): string {
  const { wire } = exchange
  const tokens = exchange.tokens(count)
  return (
    wire.opening() +
    tokens.map((token) => wire.text(token)).join('') +
    wire.closing('stop', { prompt: 7, completion: count })
  )
}

async function begin(exchange: FaultExchange): Promise<void> {
  exchange.head()
  await exchange.write(exchange.wire.opening())
}

async function partly(exchange: FaultExchange, every_ms: number, count = 5): Promise<void> {
  await begin(exchange)
  await exchange.writeTokens(exchange.tokens(count), every_ms)
}

async function paced(exchange: FaultExchange, count: number, every_ms: number): Promise<void> {
  await partly(exchange, every_ms, count)
  await exchange.finish(count)
}

/** Every way to misbehave, by the name of the model that does it. `name@ms` sets the pause between its tokens. */
export const FAULT_MODES: Record<string, FaultMode> = {
  normal: (exchange, every_ms) => paced(exchange, 40, every_ms),
  slow: (exchange, every_ms) => paced(exchange, 1_000, every_ms || 20),
  'slow-start': async (exchange, every_ms) => {
    await exchange.pause(300)
    await paced(exchange, 40, every_ms)
  },
  empty: (exchange) => paced(exchange, 0, 0),
  'byte-by-byte': async (exchange) => {
    exchange.head()
    exchange.response.socket?.setNoDelay(true)
    for (const byte of Buffer.from(usual(exchange, 12))) await exchange.write(Uint8Array.of(byte))
    exchange.end()
  },
  crlf: async (exchange) => {
    exchange.head()
    const noisy = usual(exchange).replaceAll('\n', '\r\n')
    await exchange.write(exchange.wire.noise() + noisy.slice(0, 500))
    await exchange.write(noisy.slice(500))
    exchange.end()
  },
  bom: async (exchange) => {
    exchange.head()
    await exchange.write(`\u{feff}${usual(exchange)}`)
    exchange.end()
  },
  'no-last-newline': async (exchange) => {
    exchange.head()
    await exchange.write(usual(exchange).trimEnd())
    exchange.end()
  },
  'malformed-once': async (exchange, every_ms) => {
    await partly(exchange, every_ms)
    await exchange.write(exchange.wire.malformed())
    await exchange.writeTokens(exchange.tokens(10).slice(5), every_ms)
    await exchange.finish(10)
  },
  'malformed-thrice': async (exchange, every_ms) => {
    await partly(exchange, every_ms)
    for (let i = 0; i < 3; i++) await exchange.write(exchange.wire.malformed())
    await exchange.writeTokens(exchange.tokens(10).slice(5), every_ms)
    await exchange.finish(10)
  },
  'error-in-stream': async (exchange, every_ms) => {
    await partly(exchange, every_ms)
    await exchange.write(
      exchange.wire.error('an error was encountered while running the model: unexpected EOF'),
    )
    exchange.end()
  },
  truncated: async (exchange, every_ms) => {
    await partly(exchange, every_ms)
    exchange.end()
  },
  reset: async (exchange, every_ms) => {
    await partly(exchange, every_ms)
    await exchange.pause(20)
    exchange.reset()
  },
  'reset-before-headers': (exchange) => exchange.reset(),
  'no-headers': (exchange) => exchange.gone,
  silent: async (exchange) => {
    await begin(exchange)
    await exchange.gone
  },
  stalls: async (exchange, every_ms) => {
    await partly(exchange, every_ms)
    await exchange.gone
  },
  // Bytes keep coming, the answer does not.
  slowloris: async (exchange) => {
    await begin(exchange)
    while (!exchange.closed) {
      await exchange.write(exchange.wire.noise().slice(0, 1))
      await exchange.pause(20)
    }
  },
  unauthorized: (exchange) => exchange.refuse(401, 'Incorrect API key provided', 'authentication_error'),
  'proxy-407': (exchange) =>
    exchange.answer(407, 'text/html', '<html><body>Cache access denied', { 'proxy-authenticate': 'Basic' }),
  'proxy-403': (exchange) =>
    exchange.answer(403, 'text/html', '<html><body>Blocked by the policy of this company'),
  'unknown-model': (exchange) =>
    exchange.refuse(404, `model '${exchange.record.model}' not found`, 'not_found_error'),
  'wrong-path': (exchange) => exchange.answer(404, 'text/plain', '404 page not found'),
  'rate-limited': (exchange) =>
    exchange.refuse(429, 'Too many requests', 'rate_limit_error', { 'retry-after': '17' }),
  busy: (exchange) => exchange.refuse(503, 'Loading model', 'unavailable_error'),
  'html-500': (exchange) =>
    exchange.answer(500, 'text/html', '<html><body><h1>Oops</h1><script>alert(1)</script></body></html>'),
  'html-200': (exchange) => exchange.answer(200, 'text/html', '<!doctype html><title>Router</title>'),
  'html-untold': (exchange) =>
    exchange.answer(200, exchange.wire.content_type, '<!doctype html><title>x</title>'),
  'endless-error': async (exchange) => {
    exchange.head(500)
    while (!exchange.closed) await exchange.write('x'.repeat(16_384))
  },
  'context-overflow': (exchange) =>
    exchange.answer(
      400,
      'application/json',
      JSON.stringify({
        error: {
          code: 400,
          type: 'exceed_context_size_error',
          message:
            'request (7013 tokens) exceeds the available context size (6144 tokens), try increasing it',
          n_prompt_tokens: 7013,
          n_ctx: 6144,
        },
      }),
    ),
  'out-of-memory': (exchange) =>
    exchange.refuse(500, 'model requires more system memory (5.0 GiB) than is available (3.2 GiB)'),
  'load-failed': (exchange) => exchange.refuse(500, 'unable to load model: /models/blob'),
  'huge-line': async (exchange) => {
    await partly(exchange, 0)
    await exchange.write(exchange.wire.name === 'ollama' ? '{"x":"' : 'data: {"x":"')
    const piece = 'x'.repeat(MIB)
    for (let i = 0; i < 64 && !exchange.closed; i++) await exchange.write(piece)
    exchange.end()
  },
  'gzip-bomb': async (exchange) => {
    exchange.head(200, { 'content-encoding': 'gzip' })
    await exchange.write(gzipSync(Buffer.alloc(64 * MIB)))
    exchange.end()
  },
  endless: async (exchange) => {
    await begin(exchange)
    const token = exchange.wire.text(exchange.tokens(1)[0] ?? '').repeat(200)
    while (!exchange.closed) await exchange.write(token)
  },
  // Text without end and without lines the protocol knows.
  'endless-noise': async (exchange) => {
    await begin(exchange)
    const noise = exchange.wire.noise().repeat(4_000)
    while (!exchange.closed) await exchange.write(noise)
  },
  'ignores-disconnect': async (exchange, every_ms) => {
    await begin(exchange)
    await exchange.writeTokens(exchange.tokens(200), every_ms || 5, true)
    await exchange.finish(200)
  },
  // The socket is gone at once, the work is not: the prompt is read to its end.
  'slow-release': async (exchange, every_ms) => {
    await partly(exchange, every_ms || 20, 1_000)
    await exchange.pause(1_000)
    exchange.end()
  },
  reasoning: async (exchange, every_ms) => {
    await begin(exchange)
    for (const token of ['Let me ', 'think. ']) await exchange.write(exchange.wire.reasoning(token))
    await exchange.writeTokens(exchange.tokens(10), every_ms)
    await exchange.finish(10)
  },
  'inline-think': async (exchange, every_ms) => {
    await begin(exchange)
    await exchange.writeTokens(['<th', 'ink>Let me ', 'think. </', 'think>', '\n\n'], every_ms)
    await exchange.writeTokens(exchange.tokens(10), every_ms)
    await exchange.finish(10)
  },
  'length-limit': async (exchange, every_ms) => {
    await partly(exchange, every_ms)
    await exchange.write(exchange.wire.closing('length', { prompt: 7, completion: 5 }))
    exchange.end()
  },
  progress: async (exchange, every_ms) => {
    await begin(exchange)
    for (const processed of [0, 128, 256, 512]) {
      await exchange.write(exchange.wire.progress(processed, 512))
      await exchange.pause(5)
    }
    await exchange.writeTokens(exchange.tokens(10), every_ms)
    await exchange.finish(10)
  },
  'strict-fields': async (exchange, every_ms) => {
    const extra = ['stream_options', 'return_progress'].find((field) => field in exchange.body)
    if (extra)
      exchange.refuse(400, `Unrecognized request argument supplied: ${extra}`, 'invalid_request_error')
    else await paced(exchange, 10, every_ms)
  },
  'keeps-open': async (exchange, every_ms) => {
    await partly(exchange, every_ms)
    await exchange.write(exchange.wire.finishOnly() || exchange.wire.closing('stop', null))
    await exchange.gone
  },
  // After the end nothing counts any more.
  'talks-on': async (exchange, every_ms) => {
    await partly(exchange, every_ms)
    const more =
      exchange.wire.closing('stop', null) + exchange.wire.text('LATE') + exchange.wire.error('LATE')
    await exchange.write(more)
    exchange.end()
  },
  'whole-json': async (exchange) => {
    const content = exchange.tokens(10).join('')
    const message = { role: 'assistant', content }
    const body =
      exchange.wire.name === 'ollama'
        ? { message, done: true, done_reason: 'stop' }
        : {
            choices: [{ index: 0, message, finish_reason: 'stop' }],
            usage: { prompt_tokens: 7, completion_tokens: 10 },
          }
    exchange.answer(200, 'application/json', JSON.stringify(body))
  },
}
