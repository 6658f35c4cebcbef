// @vitest-environment node
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { draftKey, draftOf } from '../../../../../src/renderer/state/drafts/drafts.ts'
import {
  LONGEST_MS,
  REST_MS,
  RETRY_MS,
  TOLD_AFTER_MS,
} from '../../../../../src/renderer/state/drafts/kept-draft.ts'
import { DRAFT_MAX_CHARS } from '../../../../../src/shared/limits.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { startedApp } from '../../support/started-app.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A window with one chat open. */
async function typing(draft = '') {
  const main = new FakeMain()
  const { session_id } = main.addSession('Chat')
  main.state = { open_session_id: session_id }
  const load = main.handlers['session:load']
  main.handlers['session:load'] = async (input) => {
    const reply = await load(input)
    return reply && { ...reply, details: { ...reply.details, draft } }
  }
  const app = await startedApp(main)
  const pass = async (ms: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(ms)
    await settled()
  }
  const inComposer = (): string =>
    draftOf(app.store.getState().drafts, draftKey(app.store.getState().open_session_id)).text
  const saved = (): string[] => main.asked('session:draft').map((input) => (input as { text: string }).text)
  return { ...app, main, session_id, pass, inComposer, saved }
}

describe('writing', () => {
  test('a draft is written once its keys rest, and not at each keystroke', async () => {
    const { actions, session_id, main, pass, saved } = await typing()
    for (const text of ['H', 'He', 'Hel']) {
      actions.type(text)
      await pass(REST_MS - 50)
    }
    expect(saved()).toEqual([])
    await pass(REST_MS)
    expect(main.asked('session:draft')).toEqual([{ session_id, text: 'Hel' }])
    await pass(60_000)
    expect(saved()).toHaveLength(1)
  })

  test('typing without a rest is written before a second is over', async () => {
    const { actions, pass, saved } = await typing()
    let text = ''
    for (let ms = 0; ms < LONGEST_MS; ms += 50) {
      actions.type((text += 'x'))
      await pass(50)
    }
    expect(LONGEST_MS).toBeLessThan(1_000)
    expect(saved()).toEqual([text])
  })

  test('while a write is on its way the next one waits, and then carries the newest text', async () => {
    const { actions, main, pass, saved } = await typing()
    let answer = (): void => {}
    const save = main.handlers['session:draft']
    main.handlers['session:draft'] = async (input) => {
      await new Promise<void>((resolve) => (answer = resolve))
      return save(input)
    }
    actions.type('one')
    await pass(REST_MS)
    actions.type('one two')
    await pass(10_000)
    actions.type('one two three')
    await pass(10_000)
    expect(saved()).toEqual(['one'])
    answer()
    await pass(LONGEST_MS)
    expect(saved()).toEqual(['one', 'one two three'])
  })

  test('what is left to write goes out at once when the window is left', async () => {
    const { actions, saved } = await typing()
    actions.type('half a tho')
    actions.saveNow()
    actions.saveNow()
    await settled()
    expect(saved()).toEqual(['half a tho'])
  })

  test('a text back to what is saved is not written', async () => {
    const { actions, pass, saved } = await typing('kept')
    actions.type('kept and')
    actions.type('kept')
    await pass(60_000)
    expect(saved()).toEqual([])
  })
})

describe('a disk that refuses', () => {
  test('is asked again after some seconds and with the next keystroke, and nobody is told', async () => {
    const { actions, main, store, pass, saved } = await typing()
    main.handlers['session:draft'] = () => ({ refused: 'The disk is full.' })
    actions.type('a')
    await pass(REST_MS)
    await pass(RETRY_MS)
    expect(saved()).toEqual(['a', 'a'])
    actions.type('ab')
    await pass(REST_MS)
    expect(saved()).toEqual(['a', 'a', 'ab'])
    expect(store.getState().toasts).toEqual([])
  })

  test('for long is told once', async () => {
    const { actions, main, store, pass } = await typing()
    const show = vi.fn<(text: string) => void>()
    store.subscribe(({ toasts }) => toasts.forEach(({ text }) => show(text)))
    main.handlers['session:draft'] = () => ({ refused: 'The disk is full.' })
    actions.type('a')
    await pass(TOLD_AFTER_MS + 2 * RETRY_MS)
    await pass(60_000)
    expect(new Set(show.mock.calls.flat())).toEqual(
      new Set([
        'What you are typing could not be saved yet. The disk is full. It stays here while Sluice runs.',
      ]),
    )
  })

  test('a draft longer than main takes is not sent to it', async () => {
    const { actions, pass, saved } = await typing()
    actions.type('x'.repeat(DRAFT_MAX_CHARS + 1))
    await pass(RETRY_MS * 2)
    expect(saved()).toEqual([])
  })
})

describe('what was kept', () => {
  test('stands in the composer again, of a chat and of one that does not exist yet', async () => {
    const { inComposer, actions, store, main } = await typing('half a thought')
    expect(inComposer()).toBe('half a thought')
    actions.newChat()
    expect(inComposer()).toBe('')
    main.state = { new_chat_draft: 'for a new chat' }
    const again = await startedApp(main)
    expect(draftOf(again.store.getState().drafts, draftKey(null)).text).toBe('for a new chat')
    expect(store.getState().sessions).toHaveLength(1)
  })

  test('stays above what was typed before it came, and neither is lost on the disk meanwhile', async () => {
    const main = new FakeMain()
    const { session_id } = main.addSession('Chat')
    main.state = { open_session_id: session_id }
    const load = main.handlers['session:load']
    let answer = (): void => {}
    main.handlers['session:load'] = async (input) => {
      await new Promise<void>((resolve) => (answer = resolve))
      const reply = await load(input)
      return reply && { ...reply, details: { ...reply.details, draft: 'kept' } }
    }
    const app = await startedApp(main)
    app.actions.type('typed early')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(main.asked('session:draft')).toEqual([])
    answer()
    await settled()
    await vi.advanceTimersByTimeAsync(LONGEST_MS)
    expect(main.asked('session:draft')).toEqual([{ session_id, text: 'kept\n\ntyped early' }])
  })
})

describe('sending', () => {
  test('the draft stays on the disk until main has the prompt, and is gone then', async () => {
    const { actions, main, session_id, pass, saved } = await typing()
    actions.type('Hello')
    await pass(REST_MS)
    let answer = (): void => {}
    const open = main.handlers['stream:open']
    main.handlers['stream:open'] = async (input) => {
      await new Promise<void>((resolve) => (answer = resolve))
      return open(input)
    }
    void actions.send()
    await pass(5_000)
    expect(saved()).toEqual(['Hello'])
    answer()
    await settled()
    expect(saved()).toEqual(['Hello', ''])
    expect(main.asked('session:draft').at(-1)).toEqual({ session_id, text: '' })
  })

  test('a refused prompt stays on the disk', async () => {
    const { actions, main, pass, inComposer, saved } = await typing()
    main.handlers['stream:open'] = () => ({ refused: 'No.' })
    actions.type('Hello')
    await pass(REST_MS)
    await actions.send()
    await pass(5_000)
    expect(inComposer()).toBe('Hello')
    expect(saved()).toEqual(['Hello'])
  })

  test('a short prompt that comes back is no part of a longer word, and is written before the next key', async () => {
    const { actions, main, pass, inComposer, saved } = await typing()
    actions.type('ok')
    await actions.send()
    actions.type('okay then')
    const error = { content: 'It could not be saved.', error_type: 'store_failed', retryable: true } as const
    main.stream().finish({ reason: 'error', error })
    await settled()
    expect(inComposer()).toBe('ok\n\nokay then')
    actions.type('ok!\n\nokay then')
    await pass(LONGEST_MS)
    expect(saved()).toEqual(['ok\n\nokay then', 'ok!\n\nokay then'])
  })

  test('a new chat takes its draft with it: the place of the next new one is empty', async () => {
    const { actions, main, pass } = await typing()
    actions.newChat()
    actions.type('First')
    await pass(REST_MS)
    await actions.send()
    await pass(1_000)
    expect(main.asked('session:draft')).toEqual([
      { session_id: null, text: 'First' },
      { session_id: null, text: '' },
    ])
  })
})

describe('another window', () => {
  test('its text is taken over where nothing newer stands, and is not written back', async () => {
    const { main, session_id, pass, inComposer, saved } = await typing('old')
    main.tell('draft:changed', { session_id, text: 'from the other', revision: 7 })
    expect(inComposer()).toBe('from the other')
    await pass(10_000)
    expect(saved()).toEqual([])
  })

  test('what somebody types here is never taken away: it is written after the other', async () => {
    const { actions, main, session_id, pass, inComposer, saved } = await typing()
    actions.type('typing he')
    main.tell('draft:changed', { session_id, text: 'from the other', revision: 7 })
    expect(inComposer()).toBe('typing he')
    await pass(LONGEST_MS)
    expect(saved()).toEqual(['typing he'])
  })

  test.each([
    { other: 8, shown: 'from the other' },
    { other: 6, shown: 'mine' },
  ])('of two writes that cross, both windows keep the later one (%o)', async ({ other, shown }) => {
    const { actions, main, session_id, pass, inComposer } = await typing()
    main.handlers['session:draft'] = async () => {
      main.tell('draft:changed', { session_id, text: 'from the other', revision: other })
      return { revision: 7 }
    }
    actions.type('mine')
    await pass(REST_MS)
    await settled()
    expect(inComposer()).toBe(shown)
  })
})
