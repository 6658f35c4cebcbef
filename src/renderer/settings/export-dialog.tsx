import { useState } from 'react'
import type { ReactNode } from 'react'
import type { ChatFormat } from '../../shared/transfer.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Stack } from '../ui/section.tsx'
import css from './chats-dialog.module.css'
import { FormatField } from './format-field.tsx'

/** How one chat shall be exported. */
export function ExportDialog(): ReactNode {
  const { openDialog, exportChats } = useActions()
  const [format, setFormat] = useState<ChatFormat>('markdown')
  const session_id = useApp((data) => data.transfer.export_of)
  const title = useApp((data) => data.sessions.find((one) => one.session_id === session_id)?.title ?? null)
  const asking = useApp((data) => data.transfer.asking)
  const refused = useApp((data) => data.transfer.refused?.text ?? null)
  const close = (): void => openDialog(null)
  const begin = async (): Promise<void> => {
    if (session_id !== null && (await exportChats(session_id, format))) close()
  }
  return (
    <Dialog title="Export this chat" onClose={close}>
      <Stack>
        <p className={css['chat']}>{title ?? 'This chat does not exist any more.'}</p>
        <FormatField value={format} onChange={setFormat} />
        <output className={css['outcome']} data-failed={refused !== null || undefined}>
          {refused}
        </output>
        <div className={css['buttons']}>
          <Button onClick={close}>Cancel</Button>
          <Button look="solid" busy={asking || title === null} onClick={() => void begin()}>
            Export…
          </Button>
        </div>
      </Stack>
    </Dialog>
  )
}
