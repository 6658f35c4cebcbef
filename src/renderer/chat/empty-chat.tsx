import type { ReactNode } from 'react'
import { chosenModel } from '../state/app-store.ts'
import { hasRealModel, nameModel } from '../state/connections.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import css from './empty-chat.module.css'

/** A chat without messages teaches one thing: who will answer, and how to change that. */
export function EmptyChat(): ReactNode {
  const { openDialog, openModels } = useActions()
  const simulator = useApp((data) => nameModel(data.connections, chosenModel(data))?.simulator ?? true)
  const label = useApp((data) => nameModel(data.connections, chosenModel(data))?.label ?? null)
  const where = useApp((data) => nameModel(data.connections, chosenModel(data))?.connection?.name ?? null)
  const real = useApp((data) => hasRealModel(data.connections))
  if (!simulator && label) {
    return (
      <div className={css['empty']}>
        <h2>{label} is listening</h2>
        <p>
          It answers through {where ?? 'its server'}. Stop it at any moment with Esc: what it wrote stays, and
          the next prompt starts at once.
        </p>
      </div>
    )
  }
  return (
    <div className={css['empty']}>
      <h2>Try Sluice without a model</h2>
      <p>
        The simulator answers here. It is not a language model: it writes made-up text, fast or slow,
        well-behaved or not, so that you can send, stop and resend before anything is installed.
      </p>
      <p>
        {real
          ? 'A real model is there: choose it at the top right.'
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
    </div>
  )
}
