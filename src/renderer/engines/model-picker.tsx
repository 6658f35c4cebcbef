import { ChevronDown, Download, RefreshCw, SlidersHorizontal } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ConnectionStatus } from '../../shared/engine-info.ts'
import { chosenModel } from '../state/app-store.ts'
import { connectionWords, modelFromKey, modelKey, modelsOf, nameModel } from '../state/models/connections.ts'
import { underWayWords } from '../state/models/download-words.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { Menu, MenuChoice, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu.tsx'
import { Unseen } from '../ui/unseen.tsx'
import { dotOf } from './connection-dot.ts'
import css from './model-picker.module.css'

/** Chooses the model of the next prompt, and shows how each connection is. */
export function ModelPicker(): ReactNode {
  const { setModel, openDialog, refreshConnection } = useActions()
  const connections = useApp((data) => data.connections)
  const models = connections.filter((one) => one.kind !== 'simulator')
  const simulator = connections.filter((one) => one.kind === 'simulator')
  const choice = useApp(chosenModel)
  const named = nameModel(connections, choice)
  // The simulator is named before its mode: nobody shall take it for a model.
  const where = named?.connection?.kind === 'llama' ? 'This computer' : named?.connection?.name
  const names = [
    { text: named?.label ?? 'none', look: css['model'] },
    { text: where, look: css['where'] },
  ]
  const [first, second] = named?.simulator ? names.toReversed() : names
  const choose = (key: string): void => {
    const model = modelFromKey(key)
    if (model) void setModel(model)
  }
  const listed = (connection: ConnectionStatus): ReactNode => (
    <ConnectionModels
      key={connection.connection_id}
      connection={connection}
      onRefresh={() => refreshConnection(connection.connection_id)}
    />
  )
  return (
    <Menu
      label="Models"
      trigger={
        <Button className={css['pick']}>
          <Unseen>Model:</Unseen>
          <Dot state={named?.connection ? dotOf(named.connection) : 'idle'} />
          <span className={first?.look}>{first?.text}</span>
          <span className={`${second?.look} ${css['second']}`}>{second?.text}</span>
          <ChevronDown size={14} aria-hidden />
        </Button>
      }
    >
      <MenuChoices value={named ? modelKey(named.listed) : ''} onChoose={choose}>
        {models.map(listed)}
        <GetModels />
        <MenuItem
          icon={<SlidersHorizontal size={15} aria-hidden />}
          onChoose={() => openDialog('connections')}
        >
          Add or edit connections…
        </MenuItem>
        <MenuSeparator />
        {simulator.map(listed)}
      </MenuChoices>
    </Menu>
  )
}

/** The way to the models of this computer; says how far a download is. */
function GetModels(): ReactNode {
  const { openModels } = useActions()
  const coming = useApp((data) => underWayWords(data.models.library))
  return (
    <MenuItem
      icon={<Download size={15} aria-hidden />}
      hint={coming === null ? null : <span className={css['coming']}>{coming}</span>}
      onChoose={openModels}
    >
      Get or add models…
    </MenuItem>
  )
}

function ConnectionModels(props: { connection: ConnectionStatus; onRefresh: () => void }): ReactNode {
  const { connection, onRefresh } = props
  const { connection_id, name, status, kind, busy } = connection
  return (
    <>
      <MenuLabel>
        <Dot state={dotOf(connection)} />
        <span className={css['words']}>
          <b>{name}</b>
          {status.state === 'failed' ? ' · Not reachable' : ` · ${connectionWords(connection)}`}
        </span>
      </MenuLabel>
      {status.state === 'failed' ? <p className={css['failed']}>{status.content}</p> : null}
      {busy ? <p className={css['busy']}>{busy}</p> : null}
      {modelsOf(connection).map(({ model, label, detail }) => (
        <MenuChoice key={model} value={modelKey({ connection_id, model })} label={label} detail={detail} />
      ))}
      {kind === 'simulator' ? null : (
        <MenuItem icon={<RefreshCw size={15} aria-hidden />} stays onChoose={onRefresh}>
          {status.state === 'checking' ? 'Asking…' : `Refresh ${name}`}
        </MenuItem>
      )}
      <MenuSeparator />
    </>
  )
}
