import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { ConnectionInput, DetectedServer } from '../../shared/ipc-contract.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import css from './connections-dialog.module.css'

/** Servers found on this computer that are not connected yet. */
export function DetectedServers({ onAdd }: { onAdd: (input: ConnectionInput) => void }): ReactNode {
  const { detectServers } = useActions()
  const connections = useApp((data) => data.connections)
  const [found, setFound] = useState<DetectedServer[] | null>(null)
  useEffect(() => {
    let over = false
    void detectServers().then((servers) => (over ? undefined : setFound(servers)))
    return () => {
      over = true
    }
  }, [detectServers])
  const fresh = (found ?? []).filter((server) => !connections.some((one) => sameUrl(one.url, server.url)))
  if (fresh.length === 0) {
    return (
      <output className={css['note']}>
        {found === null
          ? 'Looking for servers on this computer'
          : 'No other server answers on this computer.'}
      </output>
    )
  }
  return (
    <section aria-label="Found on this computer">
      <h3 className={css['section']}>Found on this computer</h3>
      <ul className={css['list']}>
        {fresh.map(({ kind, name, url }) => (
          <li className={css['row']} key={url}>
            <div className={css['about']}>
              <b>{name}</b>
              <p>{url}</p>
            </div>
            <Button onClick={() => onAdd({ kind, name, url })}>Connect {name}</Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function sameUrl(a: string, b: string): boolean {
  return a.replace(/\/+$/, '') === b.replace(/\/+$/, '')
}
