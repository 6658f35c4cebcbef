import { setTimeout as delay } from 'node:timers/promises'
import type { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import type { Downloads, DownloadsOptions } from '../../src/main/models/download/downloads.ts'
import type { LogLine } from '../../src/main/ports.ts'
import type { DownloadId } from '../../src/shared/ids.ts'
import type { Refusal } from '../../src/shared/ipc-contract.ts'
import type { ModelDownload } from '../../src/shared/model-library.ts'
import { createDownloads } from './create-downloads.ts'

const WITHIN_MS = 20_000

export interface Done {
  path: string
  sha256: string | null
  source: string
}

/** Downloads as the app has them, into `folder`, with a book beside it; impatient, so that faults are over soon. */
export class DownloadRig {
  readonly clock: AwakeClock
  readonly log: LogLine[] = []
  readonly done: Done[] = []
  readonly downloads: Downloads
  readonly dispose: () => Promise<void>

  constructor(folder: string, options: Partial<DownloadsOptions> = {}) {
    const opened = createDownloads(folder, {
      writeLog: (line) => void this.log.push(line),
      onDone: (file) => void this.done.push(file),
      ...options,
    })
    this.clock = opened.clock
    this.downloads = opened.downloads
    this.dispose = opened.dispose
  }

  async start(source: string, more: { file?: string; sha256?: string } = {}): Promise<DownloadId> {
    const started = await this.downloads.start({ source, ...more })
    if ('refused' in started) throw new Error(started.refused)
    return started.download_id
  }

  async refusal(source: string): Promise<string> {
    const started = await this.downloads.start({ source })
    return (started as Partial<Refusal>).refused ?? 'it was begun'
  }

  view(download_id: DownloadId): ModelDownload | undefined {
    return this.downloads.views().find((one) => one.download_id === download_id)
  }

  /** Waits until it is in this state; `done`: it is not among the downloads any more. */
  async reaches(
    download_id: DownloadId,
    state: ModelDownload['state'] | 'done',
  ): Promise<ModelDownload | undefined> {
    const until = performance.now() + WITHIN_MS
    for (;;) {
      const at = this.view(download_id)?.state ?? 'done'
      if (at === state) break
      if (performance.now() > until) throw new Error(`It is still ${at}, not ${state}.`)
      await delay(5)
    }
    return this.view(download_id)
  }
}
