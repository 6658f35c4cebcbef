import { expect, test } from 'vitest'
import { SessionTrash, UNDO_MS } from '../../../../src/main/ipc/session-trash.ts'
import type { SessionId } from '../../../../src/shared/ids.ts'
import type { Session } from '../../../../src/shared/session.ts'
import type { StreamSnapshot } from '../../../../src/shared/stream-snapshot.ts'
import { promisesRun, VirtualClock } from '../../../support/virtual-clock.ts'

const ID = 'session-1' as SessionId
const OTHER = 'session-2' as SessionId

/** The store's side of a deletion, as the real one behaves: refused twice, undoable, gone for good when purged. */
function trash() {
  const clock = new VirtualClock()
  const shown = new Set<SessionId>([ID, OTHER])
  const kept = new Set<SessionId>([ID, OTHER])
  const stopped: SessionId[] = []
  const disk = { hold: null as Promise<void> | null, full: false, purge_fails: false }
  const wait = async (): Promise<void> => {
    const held = disk.hold
    if (held) await held
    if (disk.full) throw new Error('disk full')
  }
  const sessions = {
    delete: async (id: SessionId) => {
      if (!shown.has(id)) throw new Error('gone')
      await wait()
      shown.delete(id)
    },
    undelete: async (id: SessionId) => {
      await wait()
      if (!kept.has(id)) throw new Error('gone')
      shown.add(id)
      return { session_id: id } as Session
    },
    purge: async (id: SessionId) => {
      if (disk.purge_fails) throw new Error('disk full')
      shown.delete(id)
      kept.delete(id)
    },
  }
  const registry = {
    stopAll: async (_reason: string, which?: (stream: StreamSnapshot) => boolean) => {
      for (const session_id of [ID, OTHER])
        if (which?.({ session_id } as StreamSnapshot)) stopped.push(session_id)
      return []
    },
  }
  return { clock, shown, kept, stopped, disk, trash: new SessionTrash(sessions, registry, clock) }
}

test('deleting stops the session’s streams alone, hides it at once and tells how long that can be undone', async () => {
  const t = trash()
  expect(await t.trash.put(ID)).toBe(UNDO_MS)
  expect(t.stopped).toEqual([ID])
  expect([...t.shown]).toEqual([OTHER])
  expect(t.kept.has(ID)).toBe(true)
})

test('it is purged when the time to undo has passed, not before', async () => {
  const t = trash()
  await t.trash.put(ID)
  await t.clock.advance(UNDO_MS - 1)
  expect(t.kept.has(ID)).toBe(true)
  await t.clock.advance(1)
  expect(t.kept.has(ID)).toBe(false)
  expect(t.kept.has(OTHER)).toBe(true)
})

test('taken back in time, it is shown again and never purged', async () => {
  const t = trash()
  await t.trash.put(ID)
  await t.clock.advance(UNDO_MS - 1)
  expect(await t.trash.takeBack(ID)).toEqual({ session_id: ID })
  await t.clock.advance(10 * UNDO_MS)
  expect(t.shown.has(ID)).toBe(true)
  expect(t.clock.armed).toBe(0)
})

test('deleted again after it was taken back, it has the whole time again', async () => {
  const t = trash()
  await t.trash.put(ID)
  await t.clock.advance(UNDO_MS - 1)
  await t.trash.takeBack(ID)
  await t.trash.put(ID)
  await t.clock.advance(UNDO_MS - 1)
  expect(t.kept.has(ID)).toBe(true)
  await t.clock.advance(1)
  expect(t.kept.has(ID)).toBe(false)
})

test('deleted twice at once (two windows) and taken back once, it is never purged', async () => {
  const t = trash()
  const gate = Promise.withResolvers<void>()
  t.disk.hold = gate.promise
  const both = [t.trash.put(ID), t.trash.put(ID)]
  gate.resolve()
  await Promise.allSettled(both)
  t.disk.hold = null
  await t.trash.takeBack(ID)
  await t.clock.advance(10 * UNDO_MS)
  expect(t.kept.has(ID)).toBe(true)
  expect(t.clock.armed).toBe(0)
})

test('taken back while the disk still hides it, it is never purged', async () => {
  const t = trash()
  const gate = Promise.withResolvers<void>()
  t.disk.hold = gate.promise
  const deleted = t.trash.put(ID)
  const back = t.trash.takeBack(ID)
  gate.resolve()
  await Promise.all([deleted, back])
  await t.clock.advance(10 * UNDO_MS)
  expect(t.kept.has(ID)).toBe(true)
  expect(t.clock.armed).toBe(0)
})

test('a second deletion that is refused leaves the first one’s time alone', async () => {
  const t = trash()
  await t.trash.put(ID)
  await t.clock.advance(1_000)
  await expect(t.trash.put(ID)).rejects.toThrow('gone')
  await t.clock.advance(UNDO_MS - 1_000)
  expect(t.kept.has(ID)).toBe(false)
})

test('a deletion the disk refuses is told, arms nothing and leaves the session shown', async () => {
  const t = trash()
  t.disk.full = true
  await expect(t.trash.put(ID)).rejects.toThrow('disk full')
  expect(t.shown.has(ID)).toBe(true)
  expect(t.clock.armed).toBe(0)
})

test('a purge the disk refuses hurts nobody', async () => {
  const t = trash()
  t.disk.purge_fails = true
  await t.trash.put(ID)
  await t.clock.advance(UNDO_MS)
  await promisesRun()
  expect(t.kept.has(ID)).toBe(true)
})

test('disposing purges nothing and leaves no timer: the next start does it', async () => {
  const t = trash()
  await t.trash.put(ID)
  await t.trash.put(OTHER)
  t.trash.dispose()
  expect(t.clock.armed).toBe(0)
  await t.clock.advance(10 * UNDO_MS)
  expect(t.kept.size).toBe(2)
})

// Found by the simulation, seed 29938000053662.
test('what the disk refuses or does after the quit leaves no timer', async () => {
  for (const full of [true, false]) {
    const t = trash()
    if (full) await t.trash.put(ID)
    const held = Promise.withResolvers<void>()
    t.disk.hold = held.promise
    const late = full ? t.trash.takeBack(ID) : t.trash.put(ID)
    t.trash.dispose()
    t.disk.full = full
    held.resolve()
    await late.catch(() => {})
    expect(t.clock.armed).toBe(0)
  }
})
