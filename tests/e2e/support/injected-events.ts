import type { ElectronApplication } from '@playwright/test'
import type { SessionId, StreamId } from '../../../src/shared/ids.ts'
import type { StreamSnapshot } from '../../../src/shared/stream-snapshot.ts'
import type { ChatPage } from './chat-page.ts'

/** Sends events into the page as main would, were it wrong. */
export function inject(app: ElectronApplication, events: Record<string, unknown>[]): Promise<void> {
  return app.evaluate(({ BrowserWindow }, sent) => {
    const [window] = BrowserWindow.getAllWindows()
    for (const event of sent) window?.webContents.send('stream:event', event)
  }, events)
}

/** The stream that runs in the chat on screen. Throws when none does. */
export async function running(chat: ChatPage): Promise<StreamSnapshot> {
  const { open_session_id } = await chat.ask('app:state', null)
  const loaded = await chat.ask('session:load', { session_id: open_session_id as SessionId })
  const stream_id = loaded?.messages.at(-1)?.stream_id
  const snapshot = await chat.ask('stream:snapshot', { stream_id: stream_id as StreamId })
  if (!snapshot) throw new Error('no stream is running')
  return snapshot
}
