import { ipcMain } from 'electron'
import type { IpcMainInvokeEvent } from 'electron'
import type { Undo } from '../lib/clock.ts'
import type { WriteLog } from '../ports.ts'
import type { RequestName, Requests } from '../../shared/ipc-contract.ts'
import { REQUEST_NAMES } from '../../shared/ipc-contract.ts'
import { schemas } from './schemas.ts'

/** Which window asks: the id of its `webContents`. */
export interface Asker {
  page_id: number
}

export type Answer<Name extends RequestName> = Requests[Name]['output'] | Promise<Requests[Name]['output']>

/** One answer per request. A forgotten one does not compile. */
export type Handlers = {
  [Name in RequestName]: (input: Requests[Name]['input'], asker: Asker) => Answer<Name>
}

export interface Door {
  handlers: Handlers
  /** Whether a frame with this address is ours. */
  isOurs: (url: string) => boolean
  writeLog: WriteLog
}

/** Opens the door: every request of the contract, from our own top frame, in the right shape; all else is refused and logged. */
export function serveRequests(door: Door): Undo {
  for (const name of REQUEST_NAMES)
    ipcMain.handle(name, (event, input: unknown) => answer(door, name, event, input))
  return () => {
    for (const name of REQUEST_NAMES) ipcMain.removeHandler(name)
  }
}

async function answer<Name extends RequestName>(
  { handlers, isOurs, writeLog }: Door,
  name: Name,
  { senderFrame, sender }: Pick<IpcMainInvokeEvent, 'senderFrame' | 'sender'>,
  input: unknown,
): Promise<Requests[Name]['output']> {
  // No frame: it navigated away or closed while the message was on its way.
  if (!senderFrame || senderFrame.parent !== null || !isOurs(senderFrame.url)) {
    writeLog({ event: 'ipc_refused', name, why: 'sender', url: senderFrame?.url.slice(0, 200) ?? null })
    throw new Error('refused: this page may not ask')
  }
  const parsed = schemas[name].safeParse(input)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    // The place and the kind of the fault; never the value, which may be somebody's text.
    writeLog({ event: 'ipc_refused', name, why: 'shape', at: issue?.path.join('.'), issue: issue?.code })
    throw new Error('refused: wrong shape')
  }
  try {
    return await handlers[name](parsed.data, { page_id: sender.id })
  } catch (error) {
    writeLog({ event: 'ipc_failed', name, message: String(error) })
    throw error
  }
}
