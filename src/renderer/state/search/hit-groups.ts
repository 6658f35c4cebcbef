import type { SearchHit } from '../../../shared/search.ts'

/** Hits under one heading; `first`: the number of its first hit among all of them, in the order shown. */
export interface HitGroup {
  key: string
  label: string
  first: number
  hits: SearchHit[]
}

const UNNAMED = 'New chat'

/** Titles together, then the messages of each session, the session with the newest hit first. */
export function groupHits(hits: readonly SearchHit[]): HitGroup[] {
  const groups = new Map<string, HitGroup>()
  for (const hit of hits) {
    const key = hit.message_id === null ? 'titles' : hit.session_id
    const label = hit.message_id === null ? 'Names of chats' : hit.title || UNNAMED
    const group = groups.get(key) ?? { key, label, first: 0, hits: [] }
    groups.set(key, group)
    group.hits.push(hit)
  }
  let first = 0
  return [...groups.values()].map((group) => {
    const placed = { ...group, first }
    first += group.hits.length
    return placed
  })
}
