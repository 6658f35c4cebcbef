import { clipboard, ClipboardItem } from 'electron'

/** Both forms in one go, so that each program takes the one it can read. */
export function writeClipboard(text: string, html?: string): void {
  if (html === undefined) void clipboard.writeText(text)
  else void clipboard.write([new ClipboardItem({ 'text/plain': text, 'text/html': html })])
}
