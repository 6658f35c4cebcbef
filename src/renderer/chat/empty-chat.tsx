import type { ReactNode } from 'react'
import { chosenModel } from '../state/app-store.ts'
import { hasRealModel, nameModel } from '../state/connections.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import css from './empty-chat.module.css'

/** A chat without messages teaches one thing: who will answer, and how to change that. */
export function EmptyChat(): ReactNode {
  const { openDialog } = useActions()
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
          ? 'A real model is connected: choose it at the top right.'
          : 'For real answers, start Ollama, LM Studio, llama-server or any OpenAI-compatible server, then connect it.'}
      </p>
      <div className={css['actions']}>
        <Button onClick={() => openDialog('connections')} aria-haspopup="dialog">
          {real ? 'Connections' : 'Connect a model'}
        </Button>
      </div>
    </div>
  )
}
