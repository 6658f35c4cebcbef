import { useState } from 'react'
import type { ReactNode } from 'react'
import { DEFAULT_HUB_URL, hubUrlProblem } from '../../shared/model-library.ts'
import type { LocalModels } from '../../shared/settings.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import css from './settings-dialog.module.css'

const HUB_HINT =
  'Hugging Face, or a mirror of it. It is asked only when you download a model or look at a repository.'
const MINUTE_MS = 60_000
const IDLE_CHOICES = [
  { ms: 5 * MINUTE_MS, label: '5 minutes' },
  { ms: 10 * MINUTE_MS, label: '10 minutes' },
  { ms: 30 * MINUTE_MS, label: '30 minutes' },
  { ms: 2 * 60 * MINUTE_MS, label: '2 hours' },
  { ms: null, label: 'Never' },
]

/** What a person may set of the models Sluice runs itself. */
export function LocalModelFields(): ReactNode {
  const { saveSettings } = useActions()
  const local = useApp((data) => data.settings.local_models)
  const save = (change: Partial<LocalModels>): void => saveSettings({ local_models: { ...local, ...change } })
  return (
    <>
      <IdleField ms={local.unload_after_ms} onSave={(unload_after_ms) => save({ unload_after_ms })} />
      <FolderField folder={local.folder} />
      <HubField key={local.hub_url} hub_url={local.hub_url} onSave={(hub_url) => save({ hub_url })} />
    </>
  )
}

function IdleField({ ms, onSave }: { ms: number | null; onSave: (ms: number | null) => void }): ReactNode {
  const known = IDLE_CHOICES.some((choice) => choice.ms === ms)
  const choices = known ? IDLE_CHOICES : [...IDLE_CHOICES, { ms, label: `${(ms ?? 0) / MINUTE_MS} minutes` }]
  return (
    <SelectField
      label="Unload a model after"
      hint="When nobody has talked to it for so long, its memory is freed. The next prompt loads it again."
      value={String(ms)}
      onChange={(event) => onSave(event.target.value === 'null' ? null : Number(event.target.value))}
    >
      {choices.map((choice) => (
        <option key={String(choice.ms)} value={String(choice.ms)}>
          {choice.label}
        </option>
      ))}
    </SelectField>
  )
}

function FolderField({ folder }: { folder: string | null }): ReactNode {
  const { chooseModelsFolder, showModel } = useActions()
  const refused = useApp((data) => data.models.refused)
  return (
    <div className={css['folder']}>
      <p className={css['label']}>Models folder</p>
      <p className={css['path']}>{folder ?? 'Sluice’s own folder'}</p>
      <Button aria-label="Choose… the models folder" onClick={chooseModelsFolder}>
        Choose…
      </Button>
      <Button aria-label="Show the models folder" onClick={() => showModel(null)}>
        Show
      </Button>
      {refused === null ? null : (
        <p className={css['refused']} role="alert">
          {refused}
        </p>
      )}
    </div>
  )
}

/** Saved on leaving the field, and only when it can be an address. */
function HubField({ hub_url, onSave }: { hub_url: string; onSave: (hub_url: string) => void }): ReactNode {
  const [text, setText] = useState(hub_url)
  const wanted = text.trim() === '' ? DEFAULT_HUB_URL : text.trim().replace(/\/+$/, '')
  const problem = hubUrlProblem(wanted)
  return (
    <TextField
      label="Download models from"
      type="url"
      spellCheck={false}
      placeholder={DEFAULT_HUB_URL}
      value={text}
      aria-invalid={problem !== null}
      hint={problem === null ? HUB_HINT : `${problem} What was there before stays.`}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => {
        if (problem === null && wanted !== hub_url) onSave(wanted)
      }}
    />
  )
}
