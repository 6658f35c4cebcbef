import { assertNever } from '../../shared/assert-never.ts'
import type { Damage, Recovery, RestoredBackup } from '../../shared/recovery.ts'
import { momentWords } from './transfer/transfer-words.ts'

/** Answers that could not be saved, whatever the cause: nothing is lost while the app runs. */
export function unsavedWords(count: number): string {
  return count === 1
    ? 'One answer could not be saved yet. It stays here while Sluice runs, and saving it is tried again every second.'
    : `${count} answers could not be saved yet. They stay here while Sluice runs, and saving them is tried again every second.`
}

/** Who started it so did it knowingly, or is an AppImage, which does it without a word where the system forbids a sandbox. */
export function unsandboxedWords(platform: string): string {
  const what = 'Sluice runs without its sandbox: a flaw in how an answer is shown could reach your files.'
  return platform === 'linux'
    ? `${what} The deb and rpm packages bring what the sandbox needs; an AppImage cannot.`
    : `${what} Start it without --no-sandbox.`
}

/** What the start found and kept, after a crash, a damage or a restored backup; an ordinary quit is not told here. */
export function recoveredWords({ interrupted, queued, damage, restored }: Recovery): string {
  const found = foundWords(interrupted, queued)
  const told = [restored && restoredWords(restored), damage && damageWords(damage)].filter(Boolean)
  if (told.length > 0) return [...told, found].filter(Boolean).join(' ')
  return `Sluice was not closed properly. ${found || 'Your chats were checked and are all here.'}`
}

function foundWords(interrupted: number, queued: number): string {
  const cut =
    interrupted === 1
      ? 'One answer was cut and kept as it was'
      : `${interrupted} answers were cut and kept as they were`
  const wait =
    queued === 1 ? 'one message still waits to be sent' : `${queued} messages still wait to be sent`
  const words = [interrupted > 0 ? cut : '', queued > 0 ? wait : ''].filter((one) => one !== '').join('; ')
  return words && `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

function restoredWords({ backup_at, refused }: RestoredBackup): string {
  const backup = backup_at === null ? 'The backup' : `The backup of ${momentWords(backup_at)}`
  return refused === null
    ? `${backup} is in the place of your chats; those are kept, too.`
    : `${backup} was not restored, and your chats are as they were. ${refused}`
}

function damageWords(damage: Damage): string {
  const kept = `the damaged file is kept as ${damage.aside}`
  switch (damage.how) {
    case 'salvaged':
      return `The chat database was damaged. ${percent(damage.saved_percent)} of it could be read and is here; ${kept}.`
    case 'restored':
      return `The chat database was damaged and could not be read. The backup of ${day(damage.backup_at)} took its place; ${kept}.`
    case 'started_new':
      return `The chat database was damaged and could not be read, and there was no backup, so Sluice starts with an empty one; ${kept}.`
    default:
      return assertNever(damage)
  }
}

/** Rounded down: what is not all of it never reads as all of it. */
function percent(value: number): string {
  return `${Math.floor(value * 10) / 10} %`
}

function day(at: number): string {
  return new Date(at).toLocaleDateString('en', { day: 'numeric', month: 'long', year: 'numeric' })
}
