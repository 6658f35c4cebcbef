/** For `waitFor`: what must come may take a busy machine its time. */
export const PATIENT = { timeout: 20_000 }
