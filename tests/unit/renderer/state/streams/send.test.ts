// @vitest-environment node
import { describe, expect, test } from 'vitest'
import { draftKey, draftOf } from '../../../../../src/renderer/state/drafts/drafts.ts'
import type { App } from '../../../../../src/renderer/state/create-app.ts'
import { PROMPT_MAX_BYTES } from '../../../../../src/shared/limits.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { sendText, shown, startedApp } from '../../support/started-app.ts'

function draft({ store }: App) {
  const { drafts, open_session_id } = store.getState()
  return draftOf(drafts, draftKey(open_session_id))
}

describe('send', () => {
  test('the first prompt makes a chat, clears the composer and shows the message', async () => {
    const app = await startedApp()
    await sendText(app, 'Hello')
    expect(shown(app)).toEqual(['Hello', ''])
    expect(draft(app).text).toBe('')
    expect(app.store.getState().sessions.map((one) => one.title)).toEqual(['Hello'])
  })

  test('two prompts before the chat exists make one chat', async () => {
    const app = await startedApp()
    app.actions.type('One')
    const first = app.actions.send()
    app.actions.type('Two')
    await Promise.all([first, app.actions.send()])
    await settled()
    expect(app.main.asked('session:create')).toHaveLength(1)
    expect(app.main.asked('stream:open')).toHaveLength(2)
  })

  // Found by the simulation, seed 29937000028470: the late reading of the empty chat took the prompt off the screen.
  test('a new chat that is shown from the list before the reply that it is made keeps its prompt', async () => {
    const app = await startedApp()
    const { main } = app
    const create = main.handlers['session:create']
    const load = main.handlers['session:load']
    const made = Promise.withResolvers<undefined>()
    const read = Promise.withResolvers<undefined>()
    main.handlers['session:create'] = async (input) => {
      const session = await create(input)
      main.tell('session:changed', { ...main.sessions[0]!, activity: 'idle' })
      await made.promise
      return session
    }
    main.handlers['session:load'] = async (input) => {
      const reply = await load(input)
      await read.promise
      return reply
    }
    app.actions.type('Hello')
    const sent = app.actions.send()
    await settled()
    app.actions.show(main.sessions[0]!.session_id)
    await settled()
    made.resolve(undefined)
    await sent
    read.resolve(undefined)
    await settled()
    expect(shown(app)).toEqual(['Hello', ''])
  })

  test('a prompt of spaces is not sent', async () => {
    const app = await startedApp()
    await sendText(app, ' \n ')
    expect(app.main.asked('stream:open')).toEqual([])
  })

  test('while an answer runs it supersedes it, and the texts do not mix', async () => {
    const app = await startedApp()
    await sendText(app, 'One')
    const first = app.main.stream()
    first.token('first')
    await sendText(app, 'Two')
    app.main.stream().token('second')
    expect(shown(app)).toEqual(['One', 'first', 'Two', 'second'])
    expect(first.end?.reason).toBe('superseded')
  })

  test('a prompt above the limit is refused with its size, and stays', async () => {
    const app = await startedApp()
    const text = 'x'.repeat(PROMPT_MAX_BYTES + 1)
    await sendText(app, text)
    expect(app.main.asked('session:create')).toEqual([])
    expect(draft(app).text).toBe(text)
    expect(draft(app).notice).toBe(
      'This message is 4.1 MiB; the most that can be sent is 4.0 MiB. Shorten it, then send again.',
    )
  })

  test('a refused prompt comes back with the sentence, above what was typed meanwhile', async () => {
    const app = await startedApp()
    app.main.handlers['stream:open'] = () => ({ refused: 'The disk is full.' })
    app.actions.type('Keep me')
    const sending = app.actions.send()
    app.actions.type('typed meanwhile')
    await sending
    expect(draft(app).text).toBe('Keep me\n\ntyped meanwhile')
    expect(draft(app).notice).toBe('The disk is full.')
  })

  test('a bridge that fails gives the prompt back too', async () => {
    const app = await startedApp()
    app.main.handlers['session:create'] = () => Promise.reject(new Error('gone'))
    await sendText(app, 'Keep me')
    expect(draft(app).text).toBe('Keep me')
    expect(draft(app).notice).toContain('Send again')
  })

  test('a prompt the disk refused comes back, and the screen shows what is saved', async () => {
    const app = await startedApp()
    await sendText(app, 'Lost?')
    const { session_id } = app.main.stream().identity
    app.main.messages.set(session_id, [])
    const error = {
      content: 'It could not be saved.',
      error_type: 'store_failed',
      retryable: true,
    } as const
    app.main.stream().finish({ reason: 'error', error })
    await settled()
    expect(draft(app)).toMatchObject({ text: 'Lost?', notice: 'It could not be saved.' })
    expect(shown(app)).toEqual([])
  })
})

describe('a prompt the disk refused', () => {
  const error = { content: 'It could not be saved.', error_type: 'store_failed', retryable: true } as const

  test('comes back in the window that sent it, and in no other', async () => {
    const main = new FakeMain()
    const { session_id } = main.addSession('Shared')
    main.state = { open_session_id: session_id }
    const windows = [await startedApp(main), await startedApp(main)] as const
    await sendText(windows[0], 'Mine')
    main.messages.set(session_id, [])
    main.stream().finish({ reason: 'error', error })
    await settled()
    expect(windows.map((app) => draft(app).text)).toEqual(['Mine', ''])
    expect(windows.map((app) => draft(app).notice)).toEqual(['It could not be saved.', null])
    expect(windows.map(shown)).toEqual([[], []])
  })

  test('comes back also when its end is told before the reply to Send', async () => {
    const app = await startedApp()
    app.main.onOpened = (stream) => stream.finish({ reason: 'error', error })
    await sendText(app, 'Mine')
    expect(draft(app)).toMatchObject({ text: 'Mine', notice: 'It could not be saved.' })
  })

  test('is not another one: an older prompt answered again only gets the sentence', async () => {
    const app = await startedApp()
    await sendText(app, 'One')
    const first = app.main.stream()
    first.finish({ reason: 'success' })
    await app.actions.regenerate(first.identity.session_id, first.identity.message_id)
    app.main.stream().finish({ reason: 'error', error })
    await settled()
    expect(draft(app)).toMatchObject({ text: '', notice: 'It could not be saved.' })
  })
})

describe('drafts', () => {
  test('each chat keeps its own', async () => {
    const app = await startedApp()
    await sendText(app, 'One')
    const one = app.store.getState().open_session_id
    app.actions.type('for one')
    app.actions.newChat()
    app.actions.type('for the new one')
    expect(draft(app).text).toBe('for the new one')
    if (one) app.actions.show(one)
    expect(draft(app).text).toBe('for one')
  })
})

describe('regenerate', () => {
  test('answers the same prompt again in the place of the old answer', async () => {
    const app = await startedApp()
    await sendText(app, 'One')
    const first = app.main.stream()
    first.token('old')
    first.finish({ reason: 'success', finish: 'stop' })
    await app.actions.regenerate(first.identity.session_id, first.identity.message_id)
    app.main.stream().token('new')
    expect(shown(app)).toEqual(['One', 'new'])
  })
})
