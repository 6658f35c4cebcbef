import { Pause, Play, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ModelDownload } from '../../shared/model-library.ts'
import { downloadWords, shareDownloaded } from '../state/models/download-words.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { Section } from '../ui/section.tsx'
import css from './models-dialog.module.css'

/** What is on its way; nothing while nothing is. */
export function DownloadList(): ReactNode {
  const library = useApp((data) => data.models.library)
  if (!library || library.downloads.length === 0) return null
  return (
    <Section title="Downloads">
      <ul className={css['list']} aria-label="Downloads" data-downloads>
        {library.downloads.map((download) => (
          <DownloadRow key={download.download_id} download={download} />
        ))}
      </ul>
    </Section>
  )
}

function DownloadRow({ download }: { download: ModelDownload }): ReactNode {
  const { file_name, state, url, problem } = download
  const share = shareDownloaded(download)
  return (
    <li className={css['row']} data-state={state}>
      <div className={css['about']}>
        <b title={url}>{file_name}</b>
        <ProgressBar label={file_name} share={state === 'running' ? share : (share ?? 0)} />
        <p className={css['figures']}>{downloadWords(download)}</p>
        {problem === null ? null : (
          <p
            className={state === 'failed' ? css['failed'] : css['warned']}
            role={state === 'failed' ? 'alert' : undefined}
          >
            {problem}
          </p>
        )}
      </div>
      <DownloadTools download={download} />
    </li>
  )
}

/** Always in the same places, so that nothing moves when a download ends or is paused. */
function DownloadTools({ download }: { download: ModelDownload }): ReactNode {
  const { pauseDownload, resumeDownload, cancelDownload } = useActions()
  const { download_id, file_name, state } = download
  const stands = state === 'paused' || state === 'failed'
  return (
    <div className={css['tools']}>
      {state === 'failed' ? (
        <Button aria-label={`Resume ${file_name}`} onClick={() => resumeDownload(download_id)}>
          Resume
        </Button>
      ) : (
        <IconButton
          label={`${stands ? 'Resume' : 'Pause'} ${file_name}`}
          disabled={state === 'checking'}
          onClick={() => (stands ? resumeDownload(download_id) : pauseDownload(download_id))}
        >
          {stands ? <Play size={15} aria-hidden /> : <Pause size={15} aria-hidden />}
        </IconButton>
      )}
      <IconButton label={`Cancel ${file_name}`} onClick={() => cancelDownload(download_id)}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  )
}
