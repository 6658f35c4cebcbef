import type { PauseReason } from '../../../shared/prompt-queue.ts'

const EXCERPT_CHARS = 80

/** The first words of a prompt, in one line. */
export function excerpt(text: string): string {
  // Of a prompt of megabytes only the beginning is looked at.
  const line = text
    .slice(0, EXCERPT_CHARS * 8)
    .replace(/\s+/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length <= EXCERPT_CHARS ? line : `${characters.slice(0, EXCERPT_CHARS - 1).join('')}…`
}

const PAUSED: Record<PauseReason, string> = {
  stopped: 'Paused, because the answer was stopped.',
  failed: 'Paused, because the answer failed.',
  interrupted: 'Paused, because the answer was interrupted.',
  unsaved: 'Paused, because the disk refused to save. Nothing is lost.',
  restarted: 'Paused, because Sluice was started again.',
  imported: 'Paused, because these messages came with an imported chat.',
  restored: 'Paused, because nothing ran when a message was brought back.',
  not_sent: 'Paused, because the next message could not be sent.',
}

/** One sentence that says why nothing goes out. */
export function pauseSentence(reason: PauseReason): string {
  return PAUSED[reason]
}
