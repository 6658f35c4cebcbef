import type { Clock } from '../../lib/clock.ts'
import type { Engine, EngineReply, EngineRequest } from '../../ports.ts'
import type { Parameters } from '../../../shared/parameters.ts'
import type { Timeouts } from '../../../shared/settings.ts'
import { checkAnswer } from '../wire/check-answer.ts'
import { HttpEngine } from '../wire/http-engine.ts'
import { unreachable } from '../wire/http-failure.ts'
import type { OpenCall } from '../wire/http-run.ts'
import { NdjsonLines } from '../wire/ndjson-lines.ts'
import { readReplies } from '../wire/reply-reader.ts'
import { endpoint } from '../wire/server-url.ts'
import { ChatLines } from './chat-lines.ts'

export interface OllamaEngineOptions {
  /** A checked base address, and the server's name in sentences, e.g. "Ollama at 127.0.0.1:11434". */
  connection: { url: string; label: string }
  clock: Clock
  /** Asked at each run, so that a changed setting applies to the next one. */
  timeouts: () => Timeouts
  /** A stopped answer may still occupy the server (true), or not any more. */
  onBusy: (busy: boolean) => void
}

/** Ollama by its native API. Disposing it ends its runs and resolves when their sockets are closed. */
export function createOllamaEngine(options: OllamaEngineOptions): Engine & { dispose(): Promise<void> } {
  const { connection, clock, timeouts, onBusy } = options
  return new HttpEngine({
    label: connection.label,
    clock,
    onBusy,
    timeouts,
    // A last message of the assistant is gone on with: https://github.com/ollama/ollama/issues/6778
    continues: () => true,
    // Also on another computer: the headers come with the first token, after loading the model and reading the prompt.
    first_token_ms: () => timeouts().first_token_local_ms,
    talk: (request, open) => talk(request, open, options),
  })
}

async function* talk(
  request: EngineRequest,
  open: OpenCall,
  { connection, timeouts }: OllamaEngineOptions,
): AsyncGenerator<EngineReply, void, undefined> {
  const { label, url } = connection
  const { model, messages, parameters } = request
  yield { type: 'status', status: 'loading', detail: model }
  const call = await open({
    method: 'POST',
    url: endpoint(url, '/api/chat'),
    headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
    body: JSON.stringify({ model, messages, stream: true, ...optionsOf(parameters) }),
    connect_ms: timeouts().connect_ms,
  })
  if ('failure' in call) {
    yield { type: 'failed', error: unreachable(label, call) }
    return
  }
  const context = {
    label,
    model,
    missing_model: `pull it with \`ollama pull ${model}\`, or choose another model`,
    key_given: false,
  }
  const bad = await checkAnswer(call.head, call.stream, context)
  if (bad) yield { type: 'failed', error: bad.error }
  else yield* readReplies(call.stream, new NdjsonLines(), new ChatLines(context), label)
}

/** Ollama's own names (https://docs.ollama.com/modelfile#valid-parameters-and-values); none: the model's own settings. */
function optionsOf(parameters: Parameters): object {
  const { temperature, top_p, top_k, min_p, repeat_penalty, stop, seed, max_tokens, context_size } =
    parameters
  const drawn = { temperature, top_p, top_k, min_p, repeat_penalty, seed }
  const options = { ...drawn, stop, num_predict: max_tokens, num_ctx: context_size }
  return Object.values(options).every((value) => value === undefined) ? {} : { options }
}
