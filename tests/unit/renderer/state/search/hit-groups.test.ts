// @vitest-environment node
import { expect, test } from 'vitest'
import { groupHits } from '../../../../../src/renderer/state/search/hit-groups.ts'
import type { SessionId } from '../../../../../src/shared/ids.ts'
import { hit } from '../../support/hits.ts'

const [a, b] = ['a', 'b'] as SessionId[]

test('titles come first, then each chat once, the one with the newest hit first, numbered as shown', () => {
  const title = hit(b!, '', { message_id: null, role: null })
  const hits = [title, hit(a!, '9'), hit(b!, '8', { title: '' }), hit(a!, '7')]
  const groups = groupHits(hits)
  expect(groups.map(({ label, first, hits }) => [label, first, hits.map((one) => one.message_id)])).toEqual([
    ['Names of chats', 0, [null]],
    ['Locks', 1, ['9', '7']],
    ['New chat', 3, ['8']],
  ])
})

test('nothing found is no group', () => expect(groupHits([])).toEqual([]))
