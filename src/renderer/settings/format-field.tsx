import type { ReactNode } from 'react'
import type { ChatFormat } from '../../shared/transfer.ts'
import { ChoiceField } from '../ui/field.tsx'

const FORMATS: readonly { value: ChatFormat; label: string }[] = [
  { value: 'markdown', label: 'Markdown' },
  { value: 'json', label: 'JSON' },
  { value: 'ndjson', label: 'NDJSON' },
]
const HINTS: Record<ChatFormat, string> = {
  markdown: 'To read and to share: what is on screen, as a document. It cannot be imported again.',
  json: 'Everything, every version of every answer. Can be imported again, here or on another computer.',
  ndjson: 'The same as JSON, a line for each message: for very many chats, and for programs.',
}

export function FormatField(props: { value: ChatFormat; onChange: (format: ChatFormat) => void }): ReactNode {
  return <ChoiceField label="Format" choices={FORMATS} hint={HINTS[props.value]} {...props} />
}
