import type { IpcMainInvokeEvent, WebContents } from 'electron'
import codec from '../page/structured-codec.cjs'
import { hostEvent } from './emitter.ts'
import { IpcMainDouble, ipcMainDouble } from './ipc-main.ts'
import type { FromPage, PageChannel } from './page-channel.ts'
import { FrameDouble } from './web-frame.ts'

type SendMessage = Extract<FromPage, { type: 'send' }>
type InvokeMessage = Extract<FromPage, { type: 'invoke' }>

/** Where a message from a page came from, and where its answer goes. */
export interface Sender {
  contents: WebContents
  frame: FrameDouble
  ipc: IpcMainDouble
  channel: PageChannel
  emit: (event: string, ...args: unknown[]) => void
}

/** ipcRenderer.send and postMessage: webContents first, then its own ipc, the frame's, and ipcMain. */
export function dispatchSend(sender: Sender, message: SendMessage): void {
  const args = codec.decode(message.args) as unknown[]
  const event = {
    ...frameEvent(sender),
    ports: sender.channel.ports.take(message.ports ?? []),
    reply: (channel: string, ...reply: unknown[]) => sender.contents.send(channel, ...reply),
  }
  sender.emit('ipc-message', event, message.channel, ...args)
  for (const ipc of listeningParts(sender)) ipc.emit(message.channel, event, ...args)
}

/** ipcRenderer.invoke: the first handler found answers; the reply goes to the asking document or nowhere. */
export async function dispatchInvoke(sender: Sender, message: InvokeMessage): Promise<void> {
  const { channel } = sender
  const document = channel.context
  const { id, channel: name } = message
  try {
    const handler = listeningParts(sender)
      .map((ipc) => IpcMainDouble.handlerOf(ipc, name))
      .find(Boolean)
    if (!handler) throw new Error(`No handler registered for '${name}'`)
    const args = codec.decode(message.args) as unknown[]
    const value: unknown = await handler(frameEvent(sender) as unknown as IpcMainInvokeEvent, ...args)
    if (channel.context === document) channel.reply(id, value)
  } catch (error) {
    console.error(`Error occurred in handler for '${name}':`, error)
    const text = `Error invoking remote method '${name}': ${String(error)}`
    if (channel.context === document) channel.replyError(id, text)
  }
}

function listeningParts(sender: Sender): IpcMainDouble[] {
  return [sender.ipc, FrameDouble.ipcOf(sender.frame), ipcMainDouble]
}

function frameEvent({ contents, frame }: Sender) {
  return hostEvent({
    type: 'frame',
    sender: contents,
    senderFrame: frame.face,
    processId: frame.processId,
    frameId: frame.routingId,
  })
}
