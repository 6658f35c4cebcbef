// @vitest-environment node
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { App } from '../../../../../src/renderer/state/create-app.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { sendText, shown, startedApp } from '../../support/started-app.ts'

afterEach(() => vi.useRealTimers())

const titles = ({ store }: App): string[] => store.getState().sessions.map((one) => one.title)

async function twoChats() {
  const main = new FakeMain()
  const old = main.addSession('Old', null, 1_000)
  const fresh = main.addSession('Fresh', null, 2_000)
  main.state = { open_session_id: fresh.session_id }
  return { app: await startedApp(main), old, fresh }
}

describe('delete', () => {
  test('takes the chat away at once, shows the next one and offers to undo', async () => {
    const { app, old, fresh } = await twoChats()
    const removing = app.actions.remove(fresh.session_id)
    expect(titles(app)).toEqual(['Old'])
    expect(app.store.getState().open_session_id).toBe(old.session_id)
    expect(app.store.getState().toasts).toMatchObject([
      { text: 'Deleted “Fresh”', undo: { session_id: fresh.session_id } },
    ])
    await removing
  })

  test('undo brings the chat back with its stopped answer', async () => {
    const { app, fresh } = await twoChats()
    await sendText(app, 'One')
    app.main.stream().token('partial')
    await app.actions.remove(fresh.session_id)
    const [toast] = app.store.getState().toasts
    if (toast) app.actions.undo({ session_id: fresh.session_id }, toast.toast_id)
    await settled()
    expect(shown(app)).toEqual(['One', 'partial'])
    expect(app.main.stream().end?.reason).toBe('stopped')
    expect(app.store.getState().toasts).toEqual([])
  })

  test('undo waits for a delete that is still on its way', async () => {
    const { app, fresh } = await twoChats()
    const order: string[] = []
    let finish = (): void => {}
    app.main.handlers['session:delete'] = () =>
      new Promise((resolve) => {
        finish = () => {
          order.push('deleted')
          resolve({ undo_ms: 10_000 })
        }
      })
    app.main.handlers['session:undelete'] = () => {
      order.push('undeleted')
      return { ...fresh, activity: 'idle' }
    }
    const removing = app.actions.remove(fresh.session_id)
    const undoing = app.actions.undoRemove(fresh.session_id)
    await settled()
    finish()
    await Promise.all([removing, undoing])
    expect(order).toEqual(['deleted', 'undeleted'])
    expect(titles(app)).toContain('Fresh')
  })

  test('the offer to undo ends when main says so', async () => {
    const { app, fresh } = await twoChats()
    app.main.handlers['session:delete'] = () => ({ undo_ms: 3_000 })
    vi.useFakeTimers()
    await app.actions.remove(fresh.session_id)
    vi.advanceTimersByTime(2_999)
    expect(app.store.getState().toasts).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(app.store.getState().toasts).toEqual([])
  })

  test('a refused undo says why and can be tried again', async () => {
    const { app, fresh } = await twoChats()
    const undelete = app.main.handlers['session:undelete']
    app.main.handlers['session:undelete'] = () => ({ refused: 'The disk is full.' })
    await app.actions.remove(fresh.session_id)
    const undo = async (): Promise<void> => {
      const toast = app.store.getState().toasts.at(-1)
      if (toast?.undo) app.actions.undo(toast.undo, toast.toast_id)
      await settled()
    }
    await undo()
    expect(app.store.getState().toasts).toMatchObject([
      { text: 'The disk is full.', undo: { session_id: fresh.session_id } },
    ])
    expect(titles(app)).toEqual(['Old'])
    app.main.handlers['session:undelete'] = undelete
    await undo()
    expect(titles(app)).toContain('Fresh')
    expect(app.store.getState().toasts).toEqual([])
  })

  test('a refused delete puts the chat back with the sentence', async () => {
    const { app, fresh } = await twoChats()
    app.main.handlers['session:delete'] = () => ({ refused: 'Not now.' })
    await app.actions.remove(fresh.session_id)
    expect(titles(app)).toEqual(['Fresh', 'Old'])
    expect(app.store.getState().toasts).toMatchObject([{ text: 'Not now.', undo: null }])
  })

  test('news from before main deleted a chat does not bring it back; news from after it does', async () => {
    const { app, fresh } = await twoChats()
    const reply = Promise.withResolvers<{ undo_ms: number }>()
    app.main.handlers['session:delete'] = () => reply.promise
    const removing = app.actions.remove(fresh.session_id)
    app.main.tell('session:changed', { ...fresh, activity: 'idle' })
    expect(titles(app)).toEqual(['Old'])
    app.main.tell('session:removed', { session_id: fresh.session_id })
    reply.resolve({ undo_ms: 10_000 })
    await removing
    // Another window took it back.
    app.main.tell('session:changed', { ...fresh, activity: 'idle' })
    expect(titles(app)).toEqual(['Fresh', 'Old'])
  })

  test('a refused delete puts the chat back as it is by now, not as it was', async () => {
    const { app, fresh } = await twoChats()
    app.main.tell('session:activity', { session_id: fresh.session_id, activity: 'active' })
    const reply = Promise.withResolvers<{ refused: string }>()
    app.main.handlers['session:delete'] = () => reply.promise
    const removing = app.actions.remove(fresh.session_id)
    app.main.tell('session:activity', { session_id: fresh.session_id, activity: 'idle' })
    reply.resolve({ refused: 'The disk is full.' })
    await removing
    const { sessions } = app.store.getState()
    expect(sessions.find((one) => one.session_id === fresh.session_id)?.activity).toBe('idle')
  })

  test('a chat deleted while it is read does not stay in memory', async () => {
    const { app, old } = await twoChats()
    app.actions.show(old.session_id)
    await app.actions.remove(old.session_id)
    expect(Object.keys(app.store.getState().loaded)).not.toContain(old.session_id)
  })
})

describe('rename', () => {
  test('shows the new name at once, trimmed to one line', async () => {
    const { app, fresh } = await twoChats()
    const renaming = app.actions.rename(fresh.session_id, '  A\n new  name ')
    expect(titles(app)).toContain('A new name')
    await renaming
    expect(app.main.asked('session:rename')).toEqual([{ session_id: fresh.session_id, title: 'A new name' }])
  })

  test('an empty name keeps the old one', async () => {
    const { app, fresh } = await twoChats()
    await app.actions.rename(fresh.session_id, '  ')
    expect(app.main.asked('session:rename')).toEqual([])
  })

  test('a refused name goes back', async () => {
    const { app, fresh } = await twoChats()
    app.main.handlers['session:rename'] = () => ({ refused: 'The disk is full.' })
    await app.actions.rename(fresh.session_id, 'Other')
    expect(titles(app)).toEqual(['Fresh', 'Old'])
  })
})

describe('switching', () => {
  test('next and previous go round', async () => {
    const { app, old, fresh } = await twoChats()
    app.actions.step(1)
    expect(app.store.getState().open_session_id).toBe(old.session_id)
    app.actions.step(1)
    expect(app.store.getState().open_session_id).toBe(fresh.session_id)
    app.actions.step(-1)
    expect(app.store.getState().open_session_id).toBe(old.session_id)
  })

  test('a chat that is gone is said so', async () => {
    const { app, old } = await twoChats()
    app.main.sessions = app.main.sessions.filter((one) => one.session_id !== old.session_id)
    app.actions.show(old.session_id)
    await settled()
    expect(app.store.getState().open_session_id).toBeNull()
    expect(app.store.getState().toasts.map((toast) => toast.text)).toEqual(['This chat is no longer there.'])
  })

  test('the model of a chat is changed for that chat alone', async () => {
    const { app, old, fresh } = await twoChats()
    const model = { connection_id: app.main.connections[0]!.connection_id, model: 'flood' }
    await app.actions.setModel(model)
    const models = app.store.getState().sessions.map((one) => [one.session_id, one.model?.model])
    expect(models).toEqual([
      [fresh.session_id, 'flood'],
      [old.session_id, undefined],
    ])
  })
})

describe('two windows at once', () => {
  test('of two names that cross, the one main told last stays, whenever the reply comes', async () => {
    const { app, fresh } = await twoChats()
    let reply = (): void => {}
    app.main.handlers['session:rename'] = ({ title }) =>
      new Promise((resolve) => (reply = () => resolve({ ...fresh, title })))
    const renaming = app.actions.rename(fresh.session_id, 'Mine')
    await settled()
    const told = { ...fresh, activity: 'idle' } as const
    app.main.tell('session:changed', { ...told, title: 'Mine' })
    app.main.tell('session:changed', { ...told, title: 'Of the other window' })
    reply()
    await renaming
    expect(titles(app)).toContain('Of the other window')
  })

  test('a chat that both delete does not come back because the second deletion is refused', async () => {
    const { app, fresh } = await twoChats()
    let refuse = (): void => {}
    app.main.handlers['session:delete'] = () =>
      new Promise((resolve) => (refuse = () => resolve({ refused: 'This chat does not exist any more.' })))
    const removing = app.actions.remove(fresh.session_id)
    await settled()
    app.main.tell('session:removed', { session_id: fresh.session_id })
    refuse()
    await removing
    expect(titles(app)).toEqual(['Old'])
    expect(app.store.getState().toasts).toEqual([])
  })
})
