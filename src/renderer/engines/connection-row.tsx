import { Pencil, RefreshCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { ConnectionStatus } from '../../shared/engine-info.ts'
import { isServer } from '../../shared/engine-info.ts'
import { connectionWords } from '../state/models/connections.ts'
import { useActions } from '../state/use-app.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { dotOf } from './connection-dot.ts'
import css from './connections-dialog.module.css'

export function ConnectionRow(props: { connection: ConnectionStatus; onEdit: () => void }): ReactNode {
  const { connection, onEdit } = props
  const { refreshConnection } = useActions()
  const { connection_id, name, url, kind, status, busy } = connection
  const [removing, setRemoving] = useState(false)
  return (
    <li className={css['row']}>
      <div className={css['about']}>
        <b>
          <Dot state={dotOf(connection)} /> {name}
        </b>
        {url === '' ? null : <p>{url}</p>}
        <p className={status.state === 'failed' ? css['failed'] : undefined}>{connectionWords(connection)}</p>
        {busy ? <p className={css['busy']}>{busy}</p> : null}
      </div>
      {!isServer(kind) ? null : removing ? (
        <RemoveQuestion connection={connection} onKeep={() => setRemoving(false)} />
      ) : (
        <div className={css['tools']}>
          <IconButton label={`Refresh ${name}`} onClick={() => refreshConnection(connection_id)}>
            <RefreshCw size={15} aria-hidden />
          </IconButton>
          <IconButton label={`Edit ${name}`} onClick={onEdit}>
            <Pencil size={15} aria-hidden />
          </IconButton>
          <IconButton label={`Remove ${name}`} onClick={() => setRemoving(true)}>
            <Trash2 size={15} aria-hidden />
          </IconButton>
        </div>
      )}
    </li>
  )
}

function RemoveQuestion(props: { connection: ConnectionStatus; onKeep: () => void }): ReactNode {
  const { connection, onKeep } = props
  const { removeConnection } = useActions()
  const [refusal, setRefusal] = useState<string | null>(null)
  const remove = async (): Promise<void> => {
    const reply = await removeConnection(connection.connection_id)
    if (reply) setRefusal(reply.refused)
  }
  return (
    <div className={css['about']}>
      <p role="alert" className={refusal ? css['failed'] : undefined}>
        {refusal ?? 'Its running answers stop and its key is forgotten; your chats stay.'}
      </p>
      <div className={css['tools']}>
        <Button danger onClick={() => void remove()}>
          Remove {connection.name}
        </Button>
        <Button onClick={onKeep}>Keep</Button>
      </div>
    </div>
  )
}
