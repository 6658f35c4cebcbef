import type { StreamRegistry } from '../streams/stream-registry.ts'
import type { MessagePage } from '../../shared/session.ts'

/** What the disk refused is still known in the core: a window that loads now shall see it. */
export function withUnsavedText<Page extends MessagePage>(
  page: Page,
  registry: Pick<StreamRegistry, 'withUnsavedText'>,
): Page {
  return { ...page, messages: page.messages.map((message) => registry.withUnsavedText(message)) }
}
