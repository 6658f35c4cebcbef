import { useState } from 'react'
import type { FormEvent, ReactNode } from 'react'
import type { ConnectionState, ConnectionStatus } from '../../shared/engine-info.ts'
import type { ConnectionInput } from '../../shared/ipc-contract.ts'
import { connectionWords, keyWords, sameServer } from '../state/models/connections.ts'
import { useActions } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceField, TextField } from '../ui/field.tsx'
import css from './connections-dialog.module.css'

export interface ConnectionFormProps {
  /** The connection to be edited; null adds one. */
  connection: ConnectionStatus | null
  start: ConnectionInput
  onDone: () => void
}

const KINDS = [
  { value: 'ollama', label: 'Ollama' },
  { value: 'openai-compatible', label: 'OpenAI-compatible server' },
] as const

/** What stands in the fields when a kind is chosen, unless the person wrote something else. */
const DEFAULTS: Record<ConnectionInput['kind'], { name: string; url: string }> = {
  ollama: { name: 'Ollama', url: 'http://127.0.0.1:11434' },
  'openai-compatible': { name: 'Local server', url: 'http://127.0.0.1:8080/v1' },
}

export function ConnectionForm({ connection, start, onDone }: ConnectionFormProps): ReactNode {
  const { addConnection, editConnection } = useActions()
  const [input, setInput] = useState(start)
  const [refusal, setRefusal] = useState<string | null>(null)
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const reply = connection
      ? await editConnection({ ...input, connection_id: connection.connection_id })
      : await addConnection(input)
    if ('refused' in reply) setRefusal(reply.refused)
    else onDone()
  }
  const change = (part: Partial<ConnectionInput>): void => setInput((now) => ({ ...now, ...part }))
  return (
    <form className={css['form']} onSubmit={(event) => void save(event)}>
      <ChoiceField
        label="Kind"
        value={input.kind}
        choices={KINDS}
        onChange={(kind) => change({ kind, ...unlessWritten(input, kind) })}
      />
      <TextField
        label="Name"
        required
        value={input.name}
        onChange={(event) => change({ name: event.target.value })}
      />
      <TextField
        label="Address"
        required
        type="url"
        spellCheck={false}
        value={input.url}
        hint={unsafeWords(input)}
        onChange={(event) => change({ url: event.target.value })}
      />
      <KeyField connection={connection} input={input} onChange={(key) => change({ key })} />
      <TestResult key={`${input.kind} ${input.url} ${input.key}`} connection={connection} input={input} />
      {refusal ? (
        <p className={`${css['result']} ${css['failed']}`} role="alert">
          {refusal}
        </p>
      ) : null}
      <FormButtons connection={connection} onForget={() => change({ key: '' })} onCancel={onDone} />
    </form>
  )
}

interface KeyFieldProps {
  connection: ConnectionStatus | null
  input: ConnectionInput
  onChange: (key: string | undefined) => void
}

/** A stored key stays with the server it was typed for: another one needs it again. */
function KeyField({ connection, input, onChange }: KeyFieldProps): ReactNode {
  const stored = connection && connection.key !== 'none' ? connection : null
  const elsewhere = stored !== null && !sameServer(stored.url, input.url)
  const untyped = input.key === undefined
  return (
    <TextField
      label="API key, if it needs one"
      type="password"
      autoComplete="off"
      value={input.key ?? ''}
      placeholder={stored && !elsewhere ? 'Leave empty to keep the one there is' : ''}
      hint={
        elsewhere && untyped
          ? 'This is another server: its key has to be typed again.'
          : keyWords(stored && !elsewhere ? stored.key : null)
      }
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
    />
  )
}

interface FormButtonsProps {
  connection: ConnectionStatus | null
  onForget: () => void
  onCancel: () => void
}

function FormButtons({ connection, onForget, onCancel }: FormButtonsProps): ReactNode {
  const [forgotten, setForgotten] = useState(false)
  return (
    <div className={css['buttons']}>
      {connection && connection.key !== 'none' ? (
        <Button
          disabled={forgotten}
          onClick={() => {
            onForget()
            setForgotten(true)
          }}
        >
          {forgotten ? 'Saving removes the key' : 'Remove the key'}
        </Button>
      ) : (
        <span />
      )}
      <Button onClick={onCancel}>Cancel</Button>
      <Button look="solid" type="submit">
        Save
      </Button>
    </div>
  )
}

/** Asks the server as typed, without saving anything; forgotten as soon as the address or key changes. */
function TestResult(props: { connection: ConnectionStatus | null; input: ConnectionInput }): ReactNode {
  const { connection, input } = props
  const { testConnection } = useActions()
  const [state, setState] = useState<ConnectionState>({ state: 'unknown' })
  const test = async (): Promise<void> => {
    setState({ state: 'checking' })
    const connection_id = connection?.connection_id
    setState(await testConnection({ ...input, ...(connection_id && { connection_id }) }))
  }
  const tone = state.state === 'ready' ? css['ok'] : state.state === 'failed' ? css['failed'] : ''
  return (
    <div>
      <Button disabled={state.state === 'checking'} onClick={() => void test()}>
        Test the connection
      </Button>
      <output className={`${css['result']} ${tone}`}>
        {state.state === 'unknown' ? '' : connectionWords({ status: state, kind: input.kind })}
      </output>
    </div>
  )
}

function unlessWritten(input: ConnectionInput, kind: ConnectionInput['kind']): Partial<ConnectionInput> {
  const old = DEFAULTS[input.kind]
  const fresh = DEFAULTS[kind]
  return {
    ...((input.name === '' || input.name === old.name) && { name: fresh.name }),
    ...((input.url === '' || input.url === old.url) && { url: fresh.url }),
  }
}

/** Says so where a key would cross a network in the open. */
function unsafeWords({ url, key }: ConnectionInput): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, hostname } = new URL(url)
  const here = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
  if (protocol !== 'http:' || here) return undefined
  return key
    ? 'http is not encrypted: others on the network can read your chats and this key.'
    : 'http is not encrypted: others on the network can read your chats.'
}
