import { onTestFinished } from 'vitest'
import { openMessages } from '../../../../src/renderer/state/app-store.ts'
import type { App } from '../../../../src/renderer/state/create-app.ts'
import { createApp } from '../../../../src/renderer/state/create-app.ts'
import type { Frames } from '../../../../src/renderer/state/streams/pace.ts'
import { shownParts } from '../../../../src/renderer/state/streams/live-stream.ts'
import { joinParts, textOf } from '../../../../src/shared/session.ts'
import { FakeMain } from './fake-main.ts'
import { settled } from './settled.ts'

/** A window's state, connected to a main of the test's own; ended with the test. */
export async function startedApp(
  main = new FakeMain(),
  frames: Frames | null = null,
): Promise<App & { main: FakeMain; end: () => void }> {
  const app = createApp(main.bridge, frames)
  const end = app.start()
  onTestFinished(end)
  await settled()
  return { ...app, main, end }
}

/** What the open session shows, message by message. */
export function shown({ store }: Pick<App, 'store'>): string[] {
  const data = store.getState()
  return openMessages(data).map((message) => {
    const live = data.live[message.session_id]
    const running = !message.end && live?.stream_id === message.stream_id
    return textOf(running ? { parts: joinParts(message.parts, shownParts(live)) } : message)
  })
}

export async function sendText(app: App, text: string): Promise<void> {
  app.actions.type(text)
  await app.actions.send()
  await settled()
}
