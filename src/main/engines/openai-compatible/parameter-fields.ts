import type { Parameters } from '../../../shared/parameters.ts'

/**
 * The parameters by the names of a server that says who it is (`owned_by` of `GET /v1/models`). All take five of OpenAI's chat
 * completions. llama-server (tools/server/README.md) and vLLM (“Extra parameters” of
 * https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html) take more; others may refuse what they do not know.
 */
export function parameterFields(parameters: Parameters, owned_by: string | undefined): object {
  const { temperature, top_p, max_tokens, seed, stop, top_k, min_p, repeat_penalty } = parameters
  const common = { temperature, top_p, max_tokens, seed, stop }
  if (owned_by === 'llamacpp') return { ...common, top_k, min_p, repeat_penalty }
  if (owned_by === 'vllm') return { ...common, top_k, min_p, repetition_penalty: repeat_penalty }
  return common
}
