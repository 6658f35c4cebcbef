import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Timeouts } from '../../shared/settings.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { TextField } from '../ui/field.tsx'
import css from './settings-dialog.module.css'
import { secondsToMs } from './seconds.ts'

const FIELDS: readonly { key: keyof Timeouts; label: string }[] = [
  { key: 'connect_ms', label: 'To reach a server' },
  { key: 'stalled_notice_ms', label: 'Before saying “No reply”' },
  { key: 'first_token_local_ms', label: 'For the first word, on this computer' },
  { key: 'first_token_remote_ms', label: 'For the first word, elsewhere' },
  { key: 'between_tokens_ms', label: 'Between two words' },
]

export function TimeoutFields(): ReactNode {
  const { saveSettings } = useActions()
  const timeouts = useApp((data) => data.settings.timeouts)
  return (
    <div className={css['grid']}>
      {FIELDS.map(({ key, label }) => (
        <SecondsField
          key={`${key} ${timeouts[key]}`}
          label={label}
          ms={timeouts[key]}
          onSave={(ms) => saveSettings({ timeouts: { ...timeouts, [key]: ms } })}
        />
      ))}
    </div>
  )
}

/** A duration in seconds; saved on leaving the field, and only when it makes sense. */
function SecondsField(props: { label: string; ms: number; onSave: (ms: number) => void }): ReactNode {
  const { label, ms, onSave } = props
  const [text, setText] = useState(String(ms / 1_000))
  const wanted = secondsToMs(text)
  return (
    <TextField
      label={`${label}, in seconds`}
      type="number"
      min={1}
      max={3_600}
      step="any"
      value={text}
      aria-invalid={wanted === null}
      hint={wanted === null ? 'From 1 to 3,600 seconds; what was there before stays.' : undefined}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => {
        if (wanted !== null && wanted !== ms) onSave(wanted)
      }}
    />
  )
}
