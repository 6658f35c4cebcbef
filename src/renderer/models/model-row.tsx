import { ChevronRight, FolderOpen, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import type { LibraryModel } from '../../shared/model-library.ts'
import type { ModelRef } from '../../shared/session.ts'
import { chosenModel } from '../state/app-store.ts'
import { modelsOf } from '../state/models/connections.ts'
import { factsWords, memoryWords } from '../state/models/model-words.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import css from './models-dialog.module.css'

export function ModelRow({ model }: { model: LibraryModel }): ReactNode {
  const { showModel, removeModel } = useActions()
  const [open, setOpen] = useState(false)
  const id = useId()
  const { label } = model
  return (
    <li className={css['row']} data-model={model.model}>
      <div className={css['about']}>
        <b>{label}</b>
        <p>{factsWords(model)}</p>
        <State model={model} />
      </div>
      <div className={css['tools']}>
        <UseButton model={model} />
        <IconButton label={`Show ${label} in its folder`} onClick={() => showModel(model.model)}>
          <FolderOpen size={15} aria-hidden />
        </IconButton>
        <IconButton label={`Remove ${label}`} onClick={() => removeModel(model.model)}>
          <Trash2 size={15} aria-hidden />
        </IconButton>
        <IconButton
          className={css['fold']}
          label={`Details of ${label}`}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          <ChevronRight size={16} aria-hidden />
        </IconButton>
      </div>
      <div id={id} className={css['more']} hidden={!open}>
        {open ? <Details model={model} /> : null}
      </div>
    </li>
  )
}

/** What stands in its way; else what it needs of memory. */
function State({ model: { facts, problem } }: { model: LibraryModel }): ReactNode {
  const has_bytes = useApp((data) => data.memory_bytes)
  if (problem !== null) return <p className={css['failed']}>{problem}</p>
  if (facts === null) return <p>Reading the file…</p>
  const { fits, text } = memoryWords(facts.memory_bytes, has_bytes)
  return <p className={fits ? undefined : css['warned']}>{text}</p>
}

/** As soon as the engine lists it: then it can answer. */
function UseButton({ model: { model, label, problem } }: { model: LibraryModel }): ReactNode {
  const { chatWithModel } = useActions()
  const connection_id = useApp(
    ({ connections }) =>
      connections.find(
        (one) => one.kind === 'llama' && modelsOf(one).some((listed) => listed.model === model),
      )?.connection_id ?? null,
  )
  const used = useApp((data) => {
    const chosen = chosenModel(data)
    return chosen !== null && chosen.connection_id === connection_id && chosen.model === model
  })
  if (connection_id === null || problem !== null) return null
  const ref: ModelRef = { connection_id, model }
  return used ? (
    <span className={css['used']}>Chosen</span>
  ) : (
    <Button aria-label={`Chat with ${label}`} onClick={() => chatWithModel(ref)}>
      Chat
    </Button>
  )
}

function Details({ model }: { model: LibraryModel }): ReactNode {
  const { path, source, facts, in_folder } = model
  return (
    <dl className={css['details']}>
      {facts?.name ? <Detail name="Calls itself">{facts.name}</Detail> : null}
      {facts ? <Detail name="Architecture">{facts.architecture}</Detail> : null}
      <Detail name="File">
        <span className={css['mono']}>{path}</span>
        {in_folder ? null : ' Added where it lies; removing it only forgets it.'}
      </Detail>
      <Hash model={model} />
      {source === null ? null : (
        <Detail name="Came from">
          <span className={css['mono']}>{source}</span>
        </Detail>
      )}
    </dl>
  )
}

/** Of a file that cannot be used none is found out, and so none is promised. */
function Hash({ model: { sha256, hashing, problem } }: { model: LibraryModel }): ReactNode {
  const { copy } = useActions()
  if (sha256 !== null) {
    return (
      <Detail name="SHA-256">
        <span className={css['mono']}>{sha256}</span> <CopyButton onCopy={() => copy(sha256)} />
      </Detail>
    )
  }
  if (hashing) return <Detail name="SHA-256">Not known yet; the file is being read</Detail>
  return problem === null ? (
    <Detail name="SHA-256">Not known; the file could not be read to its end</Detail>
  ) : null
}

function Detail({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
