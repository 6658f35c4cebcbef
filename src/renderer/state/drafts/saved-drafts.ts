import type { Bridge, Refusal } from '../../../shared/ipc-contract.ts'
import type { SessionId } from '../../../shared/ids.ts'
import { DRAFT_MAX_CHARS } from '../../../shared/limits.ts'
import type { AppStore } from '../app-store.ts'
import type { Draft, Drafts } from './drafts.ts'
import { NEW_CHAT, draftKey, draftOf, found, takenOver } from './drafts.ts'
import type { ToldDraft } from './kept-draft.ts'
import { KeptDraft } from './kept-draft.ts'

export interface SavedDrafts {
  /** Another window changed a draft. */
  heard: (told: ToldDraft) => void
  /** What main has of a draft, told with its session or, for a new chat (null), at the start. */
  found: (session_id: SessionId | null, text: string) => void
  /** Nothing is written of this draft until the function returned is called: what is being sent must not be gone from both. */
  hold: (key: string) => () => void
  /** Writes at once what is not written yet. */
  flush: () => void
  /** Resolves when all is written, or refused. */
  finish: () => Promise<unknown>
  /** Watches the drafts. Returns the end of it. */
  start: () => () => void
}

export interface SavedDraftsDependencies {
  store: AppStore
  request: Bridge['request']
  notice: (text: string) => void
}

/** Keeps what stands in the composers with main: typing goes on whatever main and its disk do. */
export function createSavedDrafts({ store, request, notice }: SavedDraftsDependencies): SavedDrafts {
  const all = new Map<string, KeptDraft>()

  const kept = (key: string): KeptDraft => {
    const known = all.get(key)
    if (known) return known
    const fresh = new KeptDraft({
      text: () => draftOf(store.getState().drafts, key).text,
      take: (text) => store.setState((data) => ({ drafts: takenOver(data.drafts, key, text) })),
      save: (text) => save(request, key, text),
      isOnItsWay: () => {
        const { phase, loaded } = store.getState()
        return key === NEW_CHAT ? phase === 'starting' : loaded[key]?.state === 'loading'
      },
      failed: (why) =>
        notice(`What you are typing could not be saved yet. ${why} It stays here while Sluice runs.`),
    })
    all.set(key, fresh)
    return fresh
  }

  return {
    heard: (told) => kept(draftKey(told.session_id)).hear(told),
    found: (session_id, text) => {
      const key = draftKey(session_id)
      if (!kept(key).meet(text)) return
      store.setState((data) => ({ drafts: found(data.drafts, key, text) }))
      kept(key).changed()
    },
    hold: (key) => {
      kept(key).hold()
      return () => kept(key).release()
    },
    flush: () => {
      for (const one of all.values()) void one.write()
    },
    finish: () => Promise.all([...all.values()].map((one) => one.finish())),
    start: () => {
      const stop = store.subscribe((now, before) => {
        if (now.drafts === before.drafts) return
        for (const key of changedKeys(now.drafts, before.drafts)) {
          // What came back is written before anybody can have changed it: by that main knows that it is here.
          if (isFromOutside(now.drafts[key], before.drafts[key])) void kept(key).write()
          else kept(key).changed()
        }
      })
      return () => {
        stop()
        for (const one of all.values()) one.dispose()
      }
    },
  }
}

function save(
  request: Bridge['request'],
  key: string,
  text: string,
): Promise<{ revision: number } | Refusal> {
  if (text.length > DRAFT_MAX_CHARS) return Promise.resolve({ refused: 'It is longer than a draft can be.' })
  const session_id = key === NEW_CHAT ? null : (key as SessionId)
  return request('session:draft', { session_id, text }).catch(() => ({ refused: 'Sluice did not answer.' }))
}

function isFromOutside(now: Draft | undefined, before: Draft | undefined): boolean {
  return now !== undefined && now.revision !== (before?.revision ?? 0)
}

/** Whose text changed, not only its notice. */
function changedKeys(now: Drafts, before: Drafts): string[] {
  const keys = new Set([...Object.keys(now), ...Object.keys(before)])
  return [...keys].filter((key) => now[key] !== before[key] && now[key]?.text !== before[key]?.text)
}
