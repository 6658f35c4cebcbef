/** How a server is asked to go on with the answer that ends the messages. */
export interface Continuation {
  /** Fields beside the messages. */
  fields: object
}

/**
 * By `owned_by` of `GET /v1/models`. Of other servers it is not known: most begin a second answer after the first.
 *
 * llama-server (`owned_by: "llamacpp"`, tools/server) goes on from a last message of the assistant by itself (`--prefill-
 * assistant`, its default), and does not repeat it. Before May 2026 it refused that while thinking was on ("Assistant
 * response prefill is incompatible with enable_thinking"); the thinking of this answer is over anyway.
 *
 * vLLM (`owned_by: "vllm"`) needs to be told, and refuses both fields at once when `add_generation_prompt` is true:
 * https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
 */
const BY_OWNER: Record<string, Continuation> = {
  llamacpp: { fields: { chat_template_kwargs: { enable_thinking: false } } },
  vllm: { fields: { add_generation_prompt: false, continue_final_message: true } },
}

/** null: not known to go on. */
export function continuationOf(owned_by: string | undefined): Continuation | null {
  return owned_by !== undefined && Object.hasOwn(BY_OWNER, owned_by) ? (BY_OWNER[owned_by] ?? null) : null
}
