import { useEffect } from 'react'
import type { Actions } from '../state/actions.ts'
import type { Shortcut } from '../state/shortcuts.ts'
import { shortcutOf } from '../state/shortcuts.ts'
import { useWholeApp } from '../state/use-app.ts'
import { isComposing } from '../ui/is-composing.ts'

/**
 * The keys that work from anywhere. They hear a press last: a menu, a dialog or a field that used it has prevented its
 * default, so that Esc closes what is on top first and stops the answer only when nothing is.
 */
export function useShortcuts(): void {
  const { store, actions } = useWholeApp()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isComposing(event)) return
      const { platform, dialog, drawer_open, open_session_id } = store.getState()
      const shortcut = shortcutOf(event, platform)
      if (!shortcut || dialog !== null) return
      if (drawer_open && shortcut === 'stop') return
      event.preventDefault()
      obey(actions, shortcut, open_session_id)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [store, actions])
}

function obey(actions: Actions, shortcut: Shortcut, open: Parameters<Actions['setRenaming']>[0]): void {
  const doing: Record<Shortcut, () => unknown> = {
    new_chat: actions.newChat,
    toggle_sidebar: actions.toggleSidebar,
    settings: () => actions.openDialog('settings'),
    search: actions.openSearch,
    next_chat: () => actions.step(1),
    previous_chat: () => actions.step(-1),
    rename: () => actions.setRenaming(open),
    stop: actions.stopOpen,
    focus_composer: actions.focusComposer,
    inspector: actions.togglePanel,
    models: actions.openModels,
  }
  doing[shortcut]()
}
