import { useState } from 'react'
import type { ReactNode, SubmitEvent } from 'react'
import type { SessionId } from '../../shared/ids.ts'
import { SYSTEM_PROMPT_MAX_BYTES, utf8Bytes } from '../../shared/limits.ts'
import type { ChatSettings } from '../../shared/session.ts'
import { chosenModel } from '../state/app-store.ts'
import { openDetails } from '../state/sessions/chat-settings.ts'
import { nameModel } from '../state/models/connections.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextAreaField } from '../ui/field.tsx'
import css from './chat-settings-dialog.module.css'
import { ParameterFields } from './parameter-fields.tsx'
import { parametersFrom, textsOf } from './parameter-text.ts'

/** What this chat alone asks its model with. Nothing changes before Save; Esc leaves everything as it was. */
export function ChatSettingsDialog(): ReactNode {
  const { openDialog } = useActions()
  // The chat it was opened for: news from elsewhere may bring another one on screen below it.
  const opened = useApp((data) => data.open_session_id)
  const [session_id] = useState(opened)
  const details = useApp(openDetails)
  const reading = useApp((data) => data.loaded[session_id ?? '']?.state === 'loading')
  const close = (): void => openDialog(null)
  return (
    <Dialog title="This chat" onClose={close}>
      {details ? (
        <SettingsForm session_id={session_id} settings={details} onClose={close} />
      ) : (
        <p className={css['note']}>
          {reading
            ? 'Reading this chat…'
            : 'This chat could not be read. Close this and open the chat again.'}
        </p>
      )}
    </Dialog>
  )
}

interface SettingsFormProps {
  session_id: SessionId | null
  settings: ChatSettings
  onClose: () => void
}

function SettingsForm({ session_id, settings, onClose }: SettingsFormProps): ReactNode {
  const { saveChatSettings } = useActions()
  const [instructions, setInstructions] = useState(settings.system_prompt)
  const [texts, setTexts] = useState(() => textsOf(settings.parameters))
  const [saving, setSaving] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const engine = useApp((data) => nameModel(data.connections, chosenModel(data))?.connection ?? null)
  const parameters = parametersFrom(texts)
  const surplus = surplusWords(instructions)

  const onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (saving || parameters === null || surplus) return
    const wanted = { system_prompt: instructions, parameters }
    // A new chat is not made for nothing.
    if (same(wanted, settings)) return onClose()
    setSaving(true)
    const refusal = await saveChatSettings(session_id, wanted)
    setSaving(false)
    if (refusal) setRefused(refusal.refused)
    else onClose()
  }
  return (
    <form className={css['form']} onSubmit={(event) => void onSubmit(event)}>
      <TextAreaField
        label="Instructions"
        rows={6}
        value={instructions}
        placeholder="For example: Answer briefly, in plain words, and show code in Python."
        aria-invalid={surplus !== undefined}
        hint={surplus ?? 'Sent before every prompt of this chat, as its system prompt.'}
        onChange={(event) => setInstructions(event.target.value)}
      />
      <ParameterFields
        engine={engine}
        set={settings.parameters}
        texts={texts}
        onText={(key, text) => setTexts((all) => ({ ...all, [key]: text }))}
      />
      {refused === null ? null : (
        <p className={css['refused']} role="alert">
          {refused}
        </p>
      )}
      <div className={css['foot']}>
        <p className={css['note']}>From the next prompt on. An answer that runs is not changed.</p>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="solid"
          type="submit"
          busy={saving}
          disabled={parameters === null || surplus !== undefined}
        >
          {saving ? 'Saving' : 'Save'}
        </Button>
      </div>
    </form>
  )
}

/** Why the instructions cannot be saved; undefined when they can. */
function surplusWords(instructions: string): string | undefined {
  const bytes = utf8Bytes(instructions)
  if (bytes <= SYSTEM_PROMPT_MAX_BYTES) return undefined
  const kib = (size: number): string => Math.ceil(size / 1024).toLocaleString('en')
  return `These are ${kib(bytes)} KiB; the most that can be kept is ${kib(SYSTEM_PROMPT_MAX_BYTES)} KiB. Shorten them.`
}

function same(a: ChatSettings, b: ChatSettings): boolean {
  const written = ({ system_prompt, parameters }: ChatSettings): string =>
    JSON.stringify([system_prompt, textsOf(parameters)])
  return written(a) === written(b)
}
