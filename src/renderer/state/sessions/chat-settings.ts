import type { Bridge, Broadcasts, Refusal } from '../../../shared/ipc-contract.ts'
import type { SessionId } from '../../../shared/ids.ts'
import type { ChatSettings, SessionDetails } from '../../../shared/session.ts'
import type { AppData, AppStore } from '../app-store.ts'
import { NEW_DETAILS } from './messages.ts'
import type { Sending } from '../streams/send.ts'
import type { SessionLoader } from './session-loader.ts'

export interface ChatSettingsActions {
  /** Opens the settings of a chat, which comes on screen for it; null: of the one on screen. */
  openChatSettings: (session_id: SessionId | null) => void
  /** Sets them for the next prompt of a chat; null: of the new one, which is made first. Why it was not saved, or null. */
  saveChatSettings: (session_id: SessionId | null, settings: ChatSettings) => Promise<Refusal | null>
}

export interface ChatSettingsState extends ChatSettingsActions {
  /** Main's news of what was set, by any window. */
  configured: (news: Broadcasts['session:details']) => void
}

export interface ChatSettingsDependencies {
  store: AppStore
  request: Bridge['request']
  loader: Pick<SessionLoader, 'show'>
  here: Sending['here']
}

export function createChatSettings(deps: ChatSettingsDependencies): ChatSettingsState {
  const { store, request, loader, here } = deps
  const configured: ChatSettingsState['configured'] = ({ session_id, ...settings }) =>
    store.setState((data) => withSettings(data, session_id, settings))

  return {
    configured,
    openChatSettings: (session_id) => {
      if (session_id && session_id !== store.getState().open_session_id) loader.show(session_id)
      store.setState({ dialog: 'chat', drawer_open: false })
    },
    saveChatSettings: async (session_id, settings) => {
      const target = session_id ? { session_id } : await here()
      if ('refused' in target) return target
      const reply = await request('session:configure', { ...target, ...settings }).catch(() => ({
        refused: 'Sluice did not answer, so this was not saved. Save again.',
      }))
      if ('refused' in reply) return reply
      configured({ ...target, ...settings })
      return null
    },
  }
}

/** A session that is not in memory has none to change: they are read with it. */
function withSettings(
  { loaded }: AppData,
  session_id: SessionId,
  { system_prompt, parameters }: ChatSettings,
): Partial<AppData> {
  const entry = loaded[session_id]
  if (!entry) return {}
  const details = { ...(entry.details ?? NEW_DETAILS), system_prompt, parameters }
  return { loaded: { ...loaded, [session_id]: { ...entry, details } } }
}

/** What belongs to the session on screen; of a new chat nothing was set yet. null while it is read. */
export function openDetails({ open_session_id, loaded }: AppData): SessionDetails | null {
  return open_session_id === null ? NEW_DETAILS : (loaded[open_session_id]?.details ?? null)
}
