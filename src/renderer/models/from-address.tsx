import { useState } from 'react'
import type { ReactNode, SubmitEvent } from 'react'
import type { RepositoryFile } from '../../shared/model-library.ts'
import { readSource } from '../state/models/model-source.ts'
import { useActions } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import css from './models-dialog.module.css'
import { RepositoryFiles } from './repository-files.tsx'

const SHA256 = /^[0-9a-f]{64}$/i

interface Listed {
  repository: string
  files: RepositoryFile[]
}

/** Any GGUF file of the hub, or of an address. Nothing is asked of the network before a click. */
export function FromAddress(): ReactNode {
  const { startDownload, listRepository } = useActions()
  const [text, setText] = useState('')
  const [hash, setHash] = useState('')
  const [asking, setAsking] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const [listed, setListed] = useState<Listed | null>(null)
  const source = readSource(text)
  const sha256 = hash.trim()
  const wrongHash = sha256 !== '' && !SHA256.test(sha256)
  const given = sha256 === '' ? {} : { sha256: sha256.toLowerCase() }

  const download = async (from: string, file?: string): Promise<void> => {
    const refusal = await startDownload({ source: from, ...(file && { file }), ...given })
    setRefused(refusal?.refused ?? null)
    if (refusal || file) return
    setText('')
    setHash('')
  }
  const list = async (repository: string): Promise<void> => {
    const files = await listRepository(repository)
    setRefused('refused' in files ? files.refused : null)
    setListed('refused' in files ? null : { repository, files })
  }
  const onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (asking || wrongHash || source.kind === 'none' || source.kind === 'wrong') return
    setAsking(true)
    setListed(null)
    await (source.kind === 'repository' && source.file === null
      ? list(source.repository)
      : source.kind === 'repository'
        ? download(source.repository, source.file ?? undefined)
        : download(source.url))
    setAsking(false)
  }
  return (
    <form className={css['form']} onSubmit={(event) => void onSubmit(event)}>
      <div className={css['ask']}>
        <TextField
          label="Repository or address"
          spellCheck={false}
          autoComplete="off"
          placeholder="owner/name, or https://…/model.gguf"
          value={text}
          aria-invalid={source.kind === 'wrong'}
          hint={source.kind === 'wrong' ? source.why : undefined}
          onChange={(event) => {
            setText(event.target.value)
            // It was about what stood there.
            setRefused(null)
          }}
        />
        <Button
          type="submit"
          busy={asking}
          disabled={source.kind === 'none' || source.kind === 'wrong' || wrongHash}
        >
          {source.kind === 'repository' && source.file === null ? 'Show its files' : 'Download'}
        </Button>
      </div>
      <HashField value={hash} wrong={wrongHash} onChange={setHash} />
      {refused === null ? null : (
        <p className={css['refused']} role="alert">
          {refused}
        </p>
      )}
      {listed ? (
        <RepositoryFiles {...listed} onDownload={(file) => download(listed.repository, file)} />
      ) : null}
    </form>
  )
}

interface HashFieldProps {
  value: string
  wrong: boolean
  onChange: (value: string) => void
}

function HashField({ value, wrong, onChange }: HashFieldProps): ReactNode {
  return (
    <details className={css['fine']}>
      <summary>Details</summary>
      <TextField
        label="SHA-256, if you know it"
        spellCheck={false}
        autoComplete="off"
        value={value}
        aria-invalid={wrong}
        hint={
          wrong
            ? 'A SHA-256 has 64 digits from 0 to 9 and a to f.'
            : 'A file that has another is not kept. The hub’s own is used where it tells one.'
        }
        onChange={(event) => onChange(event.target.value)}
      />
    </details>
  )
}
