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
  const [begun, setBegun] = useState<string | null>(null)
  const [listed, setListed] = useState<Listed | null>(null)
  const source = readSource(text)
  const sha256 = hash.trim()
  const wrongHash = sha256 !== '' && !SHA256.test(sha256)
  const given = sha256 === '' ? {} : { sha256: sha256.toLowerCase() }

  const download = async (from: string, file?: string): Promise<boolean> => {
    const refusal = await startDownload({ source: from, ...(file && { file }), ...given })
    setRefused(refusal?.refused ?? null)
    return refusal === null
  }
  /** One that is chosen from the list of a repository says so there. */
  const downloadTyped = async (from: string, file?: string): Promise<void> => {
    if (!(await download(from, file))) return
    setBegun(nameIn(file ?? from))
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
    setBegun(null)
    setListed(null)
    await (source.kind === 'repository' && source.file === null
      ? list(source.repository)
      : source.kind === 'repository'
        ? downloadTyped(source.repository, source.file ?? undefined)
        : downloadTyped(source.url))
    setAsking(false)
  }
  return (
    <form className={css['form']} onSubmit={(event) => void onSubmit(event)}>
      <div className={css['ask']}>
        <SourceField
          text={text}
          wrong={source.kind === 'wrong' ? source.why : null}
          begun={begun}
          onChange={(typed) => {
            setBegun(null)
            // It was about what stood there.
            setRefused(null)
            setText(typed)
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

interface SourceFieldProps {
  text: string
  /** Why what was typed is no source. */
  wrong: string | null
  /** The file that was asked for last. */
  begun: string | null
  onChange: (text: string) => void
}

/** The downloads stand further up, where they may be out of view: that one was begun is said here, too. */
function SourceField({ text, wrong, begun, onChange }: SourceFieldProps): ReactNode {
  return (
    <TextField
      label="Repository or address"
      spellCheck={false}
      autoComplete="off"
      placeholder="owner/name, or https://…/model.gguf"
      value={text}
      aria-invalid={wrong !== null}
      hint={wrong ?? (begun === null ? undefined : `${begun} is on its way: see Downloads, above.`)}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/** The file's name in an address; what may be a secret stays out. */
function nameIn(source: string): string {
  return /([^/?#]+)(?:[?#].*)?$/.exec(source)?.[1] ?? 'It'
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
