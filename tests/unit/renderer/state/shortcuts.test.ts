// @vitest-environment node
import { expect, test } from 'vitest'
import type { KeyPress } from '../../../../src/renderer/state/shortcuts.ts'
import { keyWords, shortcutOf } from '../../../../src/renderer/state/shortcuts.ts'

function press(key: string, ...held: ('ctrl' | 'meta' | 'shift' | 'alt')[]): KeyPress {
  return {
    key,
    ctrlKey: held.includes('ctrl'),
    metaKey: held.includes('meta'),
    shiftKey: held.includes('shift'),
    altKey: held.includes('alt'),
  }
}

test.each([
  [press('n', 'ctrl'), 'new_chat'],
  [press('N', 'ctrl'), 'new_chat'],
  [press('b', 'ctrl'), 'toggle_sidebar'],
  [press(',', 'ctrl'), 'settings'],
  [press('Tab', 'ctrl'), 'next_chat'],
  [press('Tab', 'ctrl', 'shift'), 'previous_chat'],
  [press('ArrowDown', 'ctrl'), 'next_chat'],
  [press('ArrowUp', 'ctrl'), 'previous_chat'],
  [press('F2'), 'rename'],
  [press('Escape'), 'stop'],
])('%o asks for %s', (key, shortcut) => {
  expect(shortcutOf(key, 'linux')).toBe(shortcut)
})

test('ordinary keys, and those of the system, are left alone', () => {
  const ordinary = [
    press('n'),
    press('n', 'meta'),
    press('n', 'ctrl', 'alt'),
    press('Escape', 'shift'),
    press('Tab'),
  ]
  expect(ordinary.map((key) => shortcutOf(key, 'linux'))).toEqual([null, null, null, null, null])
})

test('on macOS the command key is Cmd, and Ctrl N stays the system’s', () => {
  expect(shortcutOf(press('n', 'meta'), 'darwin')).toBe('new_chat')
  expect(shortcutOf(press('n', 'ctrl'), 'darwin')).toBeNull()
  expect(keyWords('Mod N', 'darwin')).toBe('⌘N')
  expect(keyWords('Mod N', 'win32')).toBe('Ctrl N')
})
