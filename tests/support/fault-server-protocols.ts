import { randomUUID } from 'node:crypto'

/** How one protocol says things on the wire. */
export interface FaultProtocol {
  name: 'ollama' | 'openai-compatible'
  content_type: string
  /** What comes before any text; '' for nothing. */
  opening(): string
  text(content: string): string
  reasoning(content: string): string
  progress(processed: number, total: number): string
  /** Everything that ends a complete answer. */
  closing(finish: 'stop' | 'length', usage: { prompt: number; completion: number } | null): string
  /** The end of the answer without the protocol's own terminator; '' where there is no difference. */
  finishOnly(): string
  error(message: string): string
  /** A payload that cannot be read. */
  malformed(): string
  /** What a protocol allows between payloads and means nothing. */
  noise(): string
  errorBody(status: number, message: string, type: string): string
}

export function ollamaProtocol(model: string): FaultProtocol {
  const line = (fields: object): string =>
    `${JSON.stringify({ model, created_at: '2026-01-01T00:00:00Z', ...fields })}\n`
  const message = (fields: object): string =>
    line({ message: { role: 'assistant', content: '', ...fields }, done: false })
  return {
    name: 'ollama',
    content_type: 'application/x-ndjson',
    opening: () => '',
    text: (content) => message({ content }),
    reasoning: (thinking) => message({ thinking }),
    progress: () => '',
    closing: (finish, usage) =>
      line({
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: finish,
        ...(usage && {
          prompt_eval_count: usage.prompt,
          eval_count: usage.completion,
          total_duration: 1_000_000,
        }),
      }),
    finishOnly: () => '',
    error: (text) => `${JSON.stringify({ error: text })}\n`,
    malformed: () => '{"message": {"content": "half a li\n',
    noise: () => '\r\n\n',
    errorBody: (_status, text) => JSON.stringify({ error: text }),
  }
}

export function openAiProtocol(model: string): FaultProtocol {
  const id = `chatcmpl-${randomUUID()}`
  const chunk = (fields: object): string =>
    `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created: 1, model, ...fields })}\n\n`
  const delta = (fields: object, finish_reason: string | null = null): string =>
    chunk({ choices: [{ index: 0, delta: fields, finish_reason }] })
  return {
    name: 'openai-compatible',
    content_type: 'text/event-stream',
    opening: () => delta({ role: 'assistant', content: null }),
    text: (content) => delta({ content }),
    reasoning: (reasoning_content) => delta({ reasoning_content }),
    progress: (processed, total) =>
      chunk({
        choices: [{ index: 0, delta: { role: 'assistant', content: null }, finish_reason: null }],
        prompt_progress: { total, cache: 0, processed, time_ms: processed },
      }),
    closing: (finish, usage) =>
      `${delta({}, finish)}${
        usage
          ? chunk({
              choices: [],
              usage: { prompt_tokens: usage.prompt, completion_tokens: usage.completion },
            })
          : ''
      }data: [DONE]\n\n`,
    finishOnly: () => delta({}, 'stop'),
    error: (text) =>
      `data: ${JSON.stringify({ error: { message: text, type: 'server_error', code: 500 } })}\n\n`,
    malformed: () => 'data: {"choices": [{"delta": {"content": "half\n\n',
    noise: () => ': ping\n\nretry: 10\nevent: message\n\n',
    errorBody: (status, text, type) => JSON.stringify({ error: { code: status, message: text, type } }),
  }
}
