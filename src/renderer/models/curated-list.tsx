import { useState } from 'react'
import type { ReactNode } from 'react'
import type { CuratedModel } from '../../shared/curated-models.ts'
import { CURATED_MODELS } from '../../shared/curated-models.ts'
import { memoryNeeded, memoryWords, sizeWords } from '../state/models/model-words.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import css from './models-dialog.module.css'

/** A few that are worth trying first. */
export function CuratedList(): ReactNode {
  return (
    <ul className={css['list']} aria-label="Models to get">
      {CURATED_MODELS.map((model) => (
        <CuratedRow key={model.file} model={model} />
      ))}
    </ul>
  )
}

function CuratedRow({ model }: { model: CuratedModel }): ReactNode {
  const { openLink } = useActions()
  const has_bytes = useApp((data) => data.memory_bytes)
  const { name, says, bytes, licence, page } = model
  const memory = bytes === null ? null : memoryWords(memoryNeeded(bytes), has_bytes)
  return (
    <li className={css['row']}>
      <div className={css['about']}>
        <b>{name}</b>
        <p>{says}</p>
        <p>
          {[bytes === null ? null : sizeWords(bytes), licence].filter(Boolean).join(' · ')} ·{' '}
          <Button
            look="text"
            className={css['page']}
            aria-label={`Its page: ${name}`}
            onClick={() => openLink(page)}
          >
            Its page
          </Button>
        </p>
        {memory ? <p className={memory.fits ? undefined : css['warned']}>{memory.text}</p> : null}
      </div>
      <GetButton model={model} />
    </li>
  )
}

function GetButton({ model: { name, repository, file } }: { model: CuratedModel }): ReactNode {
  const { startDownload } = useActions()
  const [asking, setAsking] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const here = useApp(({ models }) => models.library?.models.some((one) => one.path.endsWith(file)) ?? false)
  const coming = useApp(
    ({ models }) => models.library?.downloads.some((one) => one.file_name === file) ?? false,
  )
  const get = async (): Promise<void> => {
    setAsking(true)
    const refusal = await startDownload({ source: repository, file })
    setAsking(false)
    setRefused(refusal?.refused ?? null)
  }
  if (here || coming) return <span className={css['used']}>{here ? 'Here already' : 'On its way'}</span>
  return (
    <>
      <Button aria-label={`Download ${name}`} busy={asking} onClick={() => void get()}>
        Download
      </Button>
      {refused === null ? null : (
        <p className={`${css['more']} ${css['failed']}`} role="alert">
          {refused}
        </p>
      )}
    </>
  )
}
