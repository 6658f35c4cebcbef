/** Shorter than the app's, so that a run of a few hundred steps meets them. */
export const SIM_LIMITS = {
  first_token_ms: 60_000,
  between_tokens_ms: 20_000,
  stalled_notice_ms: 5_000,
  context_chars: null,
}

/** What every chat of a simulated world is set to. */
export const INSTRUCTIONS = 'Be brief.'
export const SEED = 7

/** How late the answer to something may be that is due: timers are a tick apart. */
export const SLACK_MS = 2
