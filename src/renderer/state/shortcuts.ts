/** What a key press asks for, wherever the focus is. */
export type Shortcut =
  | 'new_chat'
  | 'toggle_sidebar'
  | 'settings'
  | 'search'
  | 'next_chat'
  | 'previous_chat'
  | 'rename'
  | 'stop'
  | 'focus_composer'
  | 'inspector'
  | 'models'

export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

/** The shortcut of a key press; null when it is an ordinary key. The command key is Cmd on macOS, else Ctrl. */
export function shortcutOf(press: KeyPress, platform: string): Shortcut | null {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = press
  if (altKey) return null
  if (key === 'Tab' && ctrlKey) return shiftKey ? 'previous_chat' : 'next_chat'
  const command = platform === 'darwin' ? metaKey && !ctrlKey : ctrlKey && !metaKey
  if (command && !shiftKey) return COMMANDS[key.toLowerCase()] ?? null
  if (command && key.toLowerCase() === 'f') return 'search'
  if (command && key.toLowerCase() === 'm') return 'models'
  if (command || ctrlKey || metaKey || shiftKey) return null
  if (key === 'Escape') return 'stop'
  return key === 'F2' ? 'rename' : null
}

const COMMANDS: Record<string, Shortcut> = {
  n: 'new_chat',
  b: 'toggle_sidebar',
  ',': 'settings',
  k: 'search',
  l: 'focus_composer',
  i: 'inspector',
  arrowdown: 'next_chat',
  arrowup: 'previous_chat',
}

/** The list people read in the settings. `Mod` is the command key. */
export const SHORTCUT_LIST: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['Enter'], does: 'Send; while an answer runs: stop it and send' },
  { keys: ['Alt Enter'], does: 'Queue: send when the answers before are done' },
  { keys: ['Shift Enter'], does: 'New line' },
  { keys: ['Esc'], does: 'Close what is on top, else stop the answer, else leave the inspector' },
  { keys: ['Mod N'], does: 'New chat' },
  { keys: ['Mod K', 'Mod Shift F'], does: 'Search all chats' },
  { keys: ['Mod ↓', 'Ctrl Tab'], does: 'Next chat' },
  { keys: ['Mod ↑', 'Ctrl Shift Tab'], does: 'Previous chat' },
  { keys: ['F2'], does: 'Rename the chat' },
  { keys: ['Mod B'], does: 'Show or hide the sidebar' },
  { keys: ['Mod L'], does: 'Go to the message field' },
  { keys: ['Mod I'], does: 'Show or hide the inspector' },
  { keys: ['F6'], does: 'To the inspector and back to the message field' },
  { keys: ['Mod Shift M'], does: 'Models of this computer' },
  { keys: ['Mod ,'], does: 'Settings' },
]

/** "Mod N" as this platform writes it. */
export function keyWords(keys: string, platform: string): string {
  return platform === 'darwin'
    ? keys.replace('Mod ', '⌘').replace('Shift ', '⇧').replace('Alt ', '⌥ ')
    : keys.replace('Mod', 'Ctrl')
}
