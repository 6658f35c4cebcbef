import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { ConnectionStatus } from '../../shared/engine-info.ts'
import { isServer } from '../../shared/engine-info.ts'
import type { ConnectionInput } from '../../shared/ipc-contract.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FocusOnMount } from '../ui/focus-on-mount.tsx'
import { ConnectionForm } from './connection-form.tsx'
import { ConnectionRow } from './connection-row.tsx'
import css from './connections-dialog.module.css'
import { DetectedServers } from './detected-servers.tsx'

/** What the dialog shows: the list, or the form for a new (perhaps detected) or an existing connection. */
type View =
  | { name: 'list' }
  | { name: 'add'; input: ConnectionInput }
  | { name: 'edit'; connection: ConnectionStatus; input: ConnectionInput }

const BLANK: ConnectionInput = { kind: 'ollama', name: 'Ollama', url: 'http://127.0.0.1:11434' }

export function ConnectionsDialog(): ReactNode {
  const { openDialog } = useActions()
  const [view, setView] = useState<View>({ name: 'list' })
  const toList = (): void => setView({ name: 'list' })
  const title = { list: 'Connections', add: 'Add a connection', edit: 'Edit the connection' }[view.name]
  return (
    <Dialog title={title} onClose={() => openDialog(null)}>
      {view.name === 'list' ? (
        <FocusOnMount key="list" selector="[data-add]">
          <ConnectionList
            onAdd={(input) => setView({ name: 'add', input })}
            onEdit={(connection) => setView({ name: 'edit', connection, input: inputOf(connection) })}
          />
        </FocusOnMount>
      ) : (
        <FocusOnMount key="form" selector="input:checked">
          <ConnectionForm
            connection={view.name === 'edit' ? view.connection : null}
            start={view.input}
            onDone={toList}
          />
        </FocusOnMount>
      )}
    </Dialog>
  )
}

function inputOf({ kind, name, url }: ConnectionStatus): ConnectionInput {
  return { kind: isServer(kind) ? kind : 'openai-compatible', name, url }
}

interface ConnectionListProps {
  onAdd: (input: ConnectionInput) => void
  onEdit: (connection: ConnectionStatus) => void
}

function ConnectionList({ onAdd, onEdit }: ConnectionListProps): ReactNode {
  const connections = useApp((data) => data.connections)
  return (
    <>
      <p className={css['lead']}>
        A connection is a program that runs models: on this computer, or anywhere you trust. What you write
        goes to the one you choose, and nowhere else.
      </p>
      <ul className={css['list']}>
        {connections.map((connection) => (
          <ConnectionRow
            key={connection.connection_id}
            connection={connection}
            onEdit={() => onEdit(connection)}
          />
        ))}
      </ul>
      <DetectedServers onAdd={onAdd} />
      <Button look="solid" data-add onClick={() => onAdd(BLANK)}>
        <Plus size={16} aria-hidden /> Add a connection
      </Button>
    </>
  )
}
