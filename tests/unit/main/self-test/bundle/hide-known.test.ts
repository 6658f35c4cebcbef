import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hideKnown } from '../../../../../src/main/self-test/bundle/hide-known.ts'

const NOTHING = { secrets: [], home: '', user: '' }
const KEY = 'k3y/with+odd "chars" & ünïcode'

describe('a key is hidden', () => {
  const hide = hideKnown({ ...NOTHING, secrets: [KEY] })

  test.each([
    ['as it is', KEY],
    ['in JSON', JSON.stringify({ authorization: `Bearer ${KEY}` })],
    ['in an address', `https://x/?k=${encodeURIComponent(KEY)}`],
    ['in base64', Buffer.from(KEY).toString('base64')],
    ['in base64 for addresses', Buffer.from(KEY).toString('base64url')],
    ['in base64 behind one character', Buffer.from(`u${KEY}`).toString('base64')],
    ['in base64 between others', Buffer.from(`me:${KEY}:you`).toString('base64')],
  ])('%s', (_how, text) => {
    expect(hide(text)).toMatch(/\[key\]/)
    expect(hide(text)).not.toContain(KEY)
  })

  test('wherever base64 begins', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (before, after) => {
        const coded = Buffer.from(`${before}${KEY}${after}`).toString('base64')
        expect(hide(coded)).toContain('[key]')
      }),
    )
  })

  test('also when it is part of another key', () => {
    const both = hideKnown({ ...NOTHING, secrets: ['abcd', 'abcd-efgh'] })
    expect(both('abcd-efgh abcd')).toBe('[key] [key]')
  })

  test('but not when it is too short to be one', () => {
    expect(hideKnown({ ...NOTHING, secrets: ['', 'abc'] })('abc is fine')).toBe('abc is fine')
  })
})

describe('what looks like a key is hidden, though nobody said so', () => {
  const hide = hideKnown(NOTHING)

  test.each([
    'sk-proj-abcdefghijkl',
    'hf_AbCdEfGhIjKlMnOp',
    'Bearer abcdefgh1234',
    'dGhpcyBpcyBhIHNlY3JldCBwcm9tcHQ=',
    '5f4dcc3b5aa765d61d8327deb882cf99',
  ])('%s', (text) => expect(hide(`the ${text} end`)).toBe('the [removed] end'))

  test.each([
    '6f1c1e0a-9d2b-4c57-8a55-0d8f5a3c9b21',
    'prev_stream_timeout_on_cancel',
    'skateboarding',
    'processTicksAndRejections',
    'node:internal/process/task_queues:105',
    'deepseek-r1-distill-qwen-32b-q4_k_m',
    '--------------------------------',
  ])('%s is none', (text) => expect(hide(text)).toBe(text))
})

describe('who uses this computer', () => {
  const hide = hideKnown({ secrets: [], home: '/home/zoe', user: 'zoe' })

  test('is not told by paths and names', () => {
    expect(hide('open /home/zoe/.config/Sluice')).toBe('open ~/.config/Sluice')
    expect(hide('zoe, Zoe-13b and zoetrope')).toBe('[user], [user]-13b and zoetrope')
  })

  test('is not told by a Windows path, written in whatever way', () => {
    const windows = hideKnown({ secrets: [], home: 'C:\\Users\\Zoe', user: 'Zoe' })
    expect(windows('C:\\Users\\Zoe\\x')).toBe('~\\x')
    expect(windows('C:/Users/Zoe/x')).toBe('~/x')
    expect(windows(JSON.stringify('C:\\Users\\Zoe\\x'))).toBe('"~\\\\x"')
  })

  test('is nobody when called root or node, and those words stay', () => {
    expect(hideKnown({ secrets: [], home: '/root', user: 'root' })('the root of /root/x')).toBe(
      'the root of ~/x',
    )
    expect(hideKnown({ secrets: [], home: '/', user: 'a.b' })('a/b a.b acb')).toBe('a/b [user] acb')
  })
})
