// @vitest-environment node
import { expect, test } from 'vitest'
import type { Damage } from '../../../../src/shared/recovery.ts'
import {
  recoveredWords,
  unsandboxedWords,
  unsavedWords,
} from '../../../../src/renderer/state/notice-sentence.ts'

test('answers that could not be saved are said to stay and to be tried again, and no cause is guessed', () => {
  expect(unsavedWords(1)).toBe(
    'One answer could not be saved yet. It stays here while Sluice runs, and saving it is tried again every second.',
  )
  expect(unsavedWords(3)).toBe(
    '3 answers could not be saved yet. They stay here while Sluice runs, and saving them is tried again every second.',
  )
})

test('a page without a sandbox is told with what helps on this system', () => {
  expect(unsandboxedWords('linux')).toMatch(/without its sandbox.* The deb and rpm packages/)
  expect(unsandboxedWords('darwin')).toMatch(/without its sandbox.* Start it without --no-sandbox\.$/)
})

const NOTHING = { interrupted: 0, queued: 0, damage: null, restored: null }

test('after a crash one sentence tells what was cut and what waits, and nothing of what was not', () => {
  expect(recoveredWords({ ...NOTHING, interrupted: 1 })).toBe(
    'Sluice was not closed properly. One answer was cut and kept as it was.',
  )
  expect(recoveredWords({ ...NOTHING, interrupted: 2, queued: 3 })).toBe(
    'Sluice was not closed properly. 2 answers were cut and kept as they were; 3 messages still wait to be sent.',
  )
  expect(recoveredWords({ ...NOTHING, queued: 1 })).toBe(
    'Sluice was not closed properly. One message still waits to be sent.',
  )
  expect(recoveredWords(NOTHING)).toBe(
    'Sluice was not closed properly. Your chats were checked and are all here.',
  )
})

test('a backup that is back, or could not be, is told as that and not as a crash', () => {
  const backup_at = new Date(2026, 10, 30, 14, 5).getTime()
  expect(recoveredWords({ ...NOTHING, queued: 1, restored: { backup_at, refused: null } })).toBe(
    'The backup of 30 Nov 2026, 14:05 is in the place of your chats; those are kept, too. One message still waits to be sent.',
  )
  expect(recoveredWords({ ...NOTHING, restored: { backup_at, refused: 'This backup is damaged.' } })).toBe(
    'The backup of 30 Nov 2026, 14:05 was not restored, and your chats are as they were. This backup is damaged.',
  )
  expect(
    recoveredWords({ ...NOTHING, restored: { backup_at: null, refused: 'It does not exist any more.' } }),
  ).toBe('The backup was not restored, and your chats are as they were. It does not exist any more.')
})

test('a damage is told with what could be saved, never rounded up, and where the damaged file is', () => {
  const aside = 'sluice.db.damaged-1'
  const told = (damage: Damage, interrupted = 0): string =>
    recoveredWords({ ...NOTHING, interrupted, damage })
  expect(told({ how: 'salvaged', saved_percent: 99.97, aside })).toBe(
    'The chat database was damaged. 99.9 % of it could be read and is here; the damaged file is kept as sluice.db.damaged-1.',
  )
  expect(told({ how: 'salvaged', saved_percent: 100, aside }, 1)).toBe(
    'The chat database was damaged. 100 % of it could be read and is here; the damaged file is kept as sluice.db.damaged-1. One answer was cut and kept as it was.',
  )
  expect(told({ how: 'restored', backup_at: new Date(2026, 9, 5).getTime(), aside })).toBe(
    'The chat database was damaged and could not be read. The backup of October 5, 2026 took its place; the damaged file is kept as sluice.db.damaged-1.',
  )
  expect(told({ how: 'started_new', aside })).toBe(
    'The chat database was damaged and could not be read, and there was no backup, so Sluice starts with an empty one; the damaged file is kept as sluice.db.damaged-1.',
  )
})
