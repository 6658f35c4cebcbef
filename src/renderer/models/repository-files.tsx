import { useState } from 'react'
import type { ReactNode } from 'react'
import type { RepositoryFile } from '../../shared/model-library.ts'
import { memoryNeeded, memoryWords, sizeWords } from '../state/models/model-words.ts'
import { useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import css from './models-dialog.module.css'

export interface RepositoryFilesProps {
  repository: string
  files: readonly RepositoryFile[]
  onDownload: (file: string) => Promise<unknown>
}

/** The model files of a repository, the smallest first. */
export function RepositoryFiles({ repository, files, onDownload }: RepositoryFilesProps): ReactNode {
  if (files.length === 0) return <p className={css['note']}>{repository} has no GGUF files.</p>
  const sorted = files.toSorted((a, b) => (a.bytes ?? Infinity) - (b.bytes ?? Infinity))
  return (
    <ul className={`${css['list']} ${css['files']}`} aria-label={`Files of ${repository}`}>
      {sorted.map((file) => (
        <FileRow key={file.file} file={file} onDownload={onDownload} />
      ))}
    </ul>
  )
}

function FileRow(props: { file: RepositoryFile } & Pick<RepositoryFilesProps, 'onDownload'>): ReactNode {
  const { file, bytes } = props.file
  const [asking, setAsking] = useState(false)
  const has_bytes = useApp((data) => data.memory_bytes)
  const coming = useApp(
    ({ models }) =>
      models.library?.downloads.some((one) => one.file_name === file.split('/').at(-1)) ?? false,
  )
  const memory = bytes === null ? null : memoryWords(memoryNeeded(bytes), has_bytes)
  const get = async (): Promise<void> => {
    setAsking(true)
    await props.onDownload(file)
    setAsking(false)
  }
  return (
    <li className={css['row']}>
      <div className={css['about']}>
        <span className={css['file']}>{file}</span>
        <p className={memory && !memory.fits ? css['warned'] : undefined}>
          {bytes === null ? 'Size not known' : sizeWords(bytes)}
          {memory && !memory.fits ? ` · ${memory.text}` : ''}
        </p>
      </div>
      {coming ? (
        <span className={css['used']}>On its way</span>
      ) : (
        <Button aria-label={`Download ${file}`} busy={asking} onClick={() => void get()}>
          Download
        </Button>
      )}
    </li>
  )
}
