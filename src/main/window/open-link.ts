import { shell } from 'electron'
import { askPerson } from './ask-person.ts'

/** The address if a person may be asked about it: https, http or mailto, as the browser will read it. */
export function safeLink(text: string): URL | null {
  const url = URL.parse(text)
  if (!url || !['https:', 'http:', 'mailto:'].includes(url.protocol)) return null
  // A name before the host is there to mislead: https://bank.example@evil.example
  return url.username === '' && url.password === '' ? url : null
}

/** Opens a link outside, after the person has seen where it leads. False when it was declined, is none to open or
 * nothing here can open it. */
export async function openLink(text: string): Promise<boolean> {
  const url = safeLink(text)
  if (!url) return false
  const target = url.protocol === 'mailto:' ? url.pathname : url.host
  const question = {
    type: 'question' as const,
    message: `Open ${target} in your browser?`,
    detail: url.href.length > 400 ? `${url.href.slice(0, 400)}…` : url.href,
    buttons: ['Open', 'Cancel'],
    // A stray Enter opens nothing that a model wrote.
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
  if ((await askPerson(question)) !== 0) return false
  // Rejects where no program is there for it.
  return shell.openExternal(url.href).then(
    () => true,
    () => false,
  )
}
