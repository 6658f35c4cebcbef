import type { ReactNode } from 'react'
import type { Theme } from '../../shared/settings.ts'
import { modelFromKey, modelKey, modelsOf } from '../state/models/connections.ts'
import { SHORTCUT_LIST, keyWords } from '../state/shortcuts.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ChoiceField, SelectField, SwitchField } from '../ui/field.tsx'
import { Section } from '../ui/section.tsx'
import { LocalModelFields } from './local-model-fields.tsx'
import css from './settings-dialog.module.css'
import { TimeoutFields } from './timeout-fields.tsx'

const THEMES: readonly { value: Theme; label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

export function SettingsDialog(): ReactNode {
  const { openDialog, openChats, openModels, saveSettings } = useActions()
  const theme = useApp((data) => data.settings.theme)
  return (
    <Dialog title="Settings" onClose={() => openDialog(null)}>
      <Section roomy>
        <ChoiceField
          label="Appearance"
          value={theme}
          choices={THEMES}
          onChange={(value) => saveSettings({ theme: value })}
        />
        <DefaultModel />
        <QueueByDefault />
        <LookForUpdates />
        <div className={css['pages']}>
          <Button onClick={openModels}>Models</Button>
          <Button onClick={() => openDialog('connections')}>Connections</Button>
          <Button onClick={openChats}>Chats and backups</Button>
        </div>
      </Section>
      <Section title="Models on this computer" roomy>
        <LocalModelFields />
      </Section>
      <Section title="How long to wait">
        <TimeoutFields />
      </Section>
      <Section title="Shortcuts">
        <ShortcutList />
      </Section>
      <About />
    </Dialog>
  )
}

function DefaultModel(): ReactNode {
  const { saveSettings } = useActions()
  const connections = useApp((data) => data.connections)
  const chosen = useApp((data) => data.settings.default_model)
  const keys = connections.flatMap((one) =>
    modelsOf(one).map(({ model }) => modelKey({ connection_id: one.connection_id, model })),
  )
  const value = chosen ? modelKey(chosen) : ''
  return (
    <SelectField
      label="Model of a new chat"
      value={value}
      onChange={(event) => saveSettings({ default_model: modelFromKey(event.target.value) })}
    >
      <option value="">The simulator</option>
      {chosen && !keys.includes(value) ? <option value={value}>{chosen.model} (not there now)</option> : null}
      {connections.map((connection) => (
        <optgroup key={connection.connection_id} label={connection.name}>
          {modelsOf(connection).map(({ model, label }) => {
            const key = modelKey({ connection_id: connection.connection_id, model })
            return (
              <option key={key} value={key}>
                {label}
              </option>
            )
          })}
        </optgroup>
      ))}
    </SelectField>
  )
}

function QueueByDefault(): ReactNode {
  const { saveSettings } = useActions()
  const checked = useApp((data) => data.settings.queue_by_default)
  const alt_enter = useApp((data) => keyWords('Alt Enter', data.platform))
  return (
    <SwitchField
      label="While an answer is written, Enter queues"
      hint={`The message waits until the answer is done. ${alt_enter} then stops the answer and sends at once.`}
      checked={checked}
      onChange={(queue_by_default) => saveSettings({ queue_by_default })}
    />
  )
}

/** Not there where the build has no feed: who brought it brings the next one. */
function LookForUpdates(): ReactNode {
  const { saveSettings } = useActions()
  const possible = useApp((data) => data.can_update)
  const checked = useApp((data) => data.settings.look_for_updates)
  if (!possible) return null
  return (
    <SwitchField
      label="Look for updates"
      hint="Once a day Sluice asks its maker’s server for a newer version, which takes its place when you quit. Nothing of yours is sent."
      checked={checked}
      onChange={(look_for_updates) => saveSettings({ look_for_updates })}
    />
  )
}

function ShortcutList(): ReactNode {
  const platform = useApp((data) => data.platform)
  return (
    <dl className={css['keys']}>
      {SHORTCUT_LIST.map(({ keys, does }) => (
        <div key={does} className={css['pair']}>
          <dt>
            {keys.map((one) => (
              <kbd key={one}>{keyWords(one, platform)}</kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  )
}

function About(): ReactNode {
  const version = useApp((data) => data.version)
  const host = useApp((data) => data.host)
  return (
    <Section>
      <p className={css['about']}>
        Sluice {version}
        {host === 'electron' ? '' : ` on ${host}`}. Everything stays on this computer, but for what you send
        to a connection.
      </p>
    </Section>
  )
}
