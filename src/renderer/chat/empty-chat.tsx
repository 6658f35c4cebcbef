import type { ReactNode } from 'react'
import { whyAbsent } from '../state/models/absent-model.ts'
import { chosenModel } from '../state/app-store.ts'
import type { NamedModel } from '../state/models/connections.ts'
import { hasRealModel, nameModel } from '../state/models/connections.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import css from './empty-chat.module.css'

/** A chat without messages teaches one thing: who will answer, and how to change that. */
export function EmptyChat(): ReactNode {
  const named = useApp((data) => nameModel(data.connections, chosenModel(data)))
  return (
    <div className={css['empty']}>
      {named && !named.simulator ? <ModelListens named={named} /> : <SimulatorListens />}
    </div>
  )
}

function ModelListens({ named }: { named: NamedModel }): ReactNode {
  const { openDialog } = useActions()
  const absent = whyAbsent(named)
  if (absent) {
    return (
      <>
        <h2>{absent.title}</h2>
        <p>{absent.says}</p>
        <div className={css['actions']}>
          <Button onClick={() => openDialog('connections')} aria-haspopup="dialog">
            Connections
          </Button>
        </div>
      </>
    )
  }
  return (
    <>
      <h2>{named.label} is listening</h2>
      <p>
        It answers through {named.connection?.name ?? 'its server'}. Stop it at any moment with Esc: what it
        wrote stays, and the next prompt starts at once.
      </p>
    </>
  )
}

function SimulatorListens(): ReactNode {
  const { openDialog, openModels } = useActions()
  const real = useApp((data) => hasRealModel(data.connections))
  return (
    <>
      <h2>{real ? 'The simulator answers here' : 'Try Sluice without a model'}</h2>
      <p>
        {real ? 'It' : 'The simulator answers here. It'} is not a language model: it writes made-up text, fast
        or slow, well-behaved or not, so that you can send, stop and resend{' '}
        {real ? 'without waiting for one.' : 'before anything is installed.'}
      </p>
      <p>
        {real
          ? 'For real answers, choose a model at the top right.'
          : 'For real answers, get a model that Sluice runs itself, offline; or connect Ollama, LM Studio, llama-server or any OpenAI-compatible server.'}
      </p>
      <div className={css['actions']}>
        <Button look={real ? 'outline' : 'solid'} onClick={openModels} aria-haspopup="dialog">
          {real ? 'Models' : 'Get a model'}
        </Button>
        <Button onClick={() => openDialog('connections')} aria-haspopup="dialog">
          {real ? 'Connections' : 'Connect a server'}
        </Button>
      </div>
    </>
  )
}
