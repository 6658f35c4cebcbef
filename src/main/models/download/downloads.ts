import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { whyNot } from '../../lib/why-not.ts'
import { within } from '../../lib/within.ts'
import type { Clock } from '../../lib/clock.ts'
import type { WriteLog } from '../../ports.ts'
import type { DownloadId } from '../../../shared/ids.ts'
import type { Refusal } from '../../../shared/ipc-contract.ts'
import type { DownloadRequest, ModelDownload, RepositoryFile } from '../../../shared/model-library.ts'
import { hubUrlProblem } from '../../../shared/model-library.ts'
import type { JsonBook } from '../json-book.ts'
import { numberedName } from '../model-file-name.ts'
import type { AttemptParts } from './attempt.ts'
import { Download } from './download.ts'
import type { DownloadRecord, DownloadRecords } from './download-record.ts'
import { partPath } from './download-record.ts'
import type { DownloadSource } from './download-source.ts'
import { readSource, shownUrl } from './download-source.ts'
import type { FinishEnd } from './finish.ts'
import { listRepository } from './hub-facts.ts'
import { isThere } from './part-file.ts'

const DOWNLOADS_MAX = 200
/** Quitting waits no longer for a disk that hangs. */
const DISPOSE_MS = 1_000
/** A hub that drips its list is no hub. */
const LIST_MS = 60_000
const GONE: Refusal = { refused: 'This download is not there any more.' }
const GAVE_UP = 'It was tried several times. Press Resume to go on from here.'

export interface DownloadsOptions extends Omit<AttemptParts, 'save' | 'onBytes'> {
  clock: Clock
  writeLog: WriteLog
  book: JsonBook<DownloadRecords>
  newId: () => string
  /** Where model files are, for new downloads. */
  folder: () => string
  /** How many run side by side; the others wait. */
  at_once: number
  /** How long to wait before try number 1, 2, …; null: no more. */
  retry_ms: (fruitless: number) => number | null
  /** Something a window shows changed; often. */
  onChanged: () => void
  /** A model is in the folder. `source`: where from, without secrets. */
  onDone: (file: { path: string; sha256: string | null; source: string }) => void
}

/** 1 s, doubled up to a minute: five minutes in all. */
export function retryAfter(fruitless: number): number | null {
  return fruitless > 10 ? null : Math.min(60_000, 1_000 * 2 ** Math.max(0, fruitless - 1))
}

/** All downloads: a few run, the others wait; each is on disk with all that is needed to go on after any end of the app. */
export class Downloads {
  #options: DownloadsOptions
  #downloads: Download[] = []
  #leaving = false
  #started = false
  #opening: Promise<void> | null = null
  /** One is begun after the other: a name that is free on the disk is given away once. */
  #beginning: Promise<unknown> = Promise.resolve()

  constructor(options: DownloadsOptions) {
    this.#options = options
  }

  /** What the last run of the app left unfinished goes on, but for what the person paused. */
  open(): Promise<void> {
    this.#opening ??= this.#open()
    return this.#opening
  }

  views(): ModelDownload[] {
    return this.#downloads.filter(({ cancelled }) => !cancelled).map((download) => download.view())
  }

  start(request: DownloadRequest): Promise<{ download_id: DownloadId } | Refusal> {
    const started = this.#beginning.then(() => this.#start(request))
    this.#beginning = started.catch(() => {})
    return started
  }

  async #start(request: DownloadRequest): Promise<{ download_id: DownloadId } | Refusal> {
    const { hub_url, clock } = this.#options
    const sources = readSource(request, hub_url())
    if ('refused' in sources) return sources
    // What is noted must be known before anything is noted over it.
    await this.open()
    const refusal = this.#refusal(sources)
    if (refusal) return refusal
    const records: DownloadRecord[] = []
    for (const source of sources) {
      const file_name = await this.#freeName(source.file_name, sources.length === 1)
      if (file_name === null)
        return { refused: `There is a file “${source.file_name}” in the folder of models. Remove it first.` }
      records.push(this.#record(source, file_name))
    }
    const added = records.map((record) => new Download(record, clock))
    // The app may be closing since we looked at the disk.
    const late = this.#refusal(sources)
    if (late) return late
    this.#downloads.push(...added)
    try {
      await this.#write()
    } catch (error) {
      this.#downloads = this.#downloads.filter((download) => !added.includes(download))
      return { refused: `The download was not begun: it cannot be noted, because ${whyNot(error)}.` }
    }
    this.#changed()
    this.#pump()
    return { download_id: records[0]?.download_id as DownloadId }
  }

  async files(repository: string): Promise<{ files: RepositoryFile[] } | Refusal> {
    const { clock, silence_ms, dispatcherOf } = this.#options
    const hub_url = this.#options.hub_url()
    const problem = hubUrlProblem(hub_url)
    if (problem !== null) return { refused: `${problem} It is in the settings.` }
    const controller = new AbortController()
    const cancel = clock.after(LIST_MS, () => controller.abort())
    const asking = { clock, silence_ms, dispatcherOf, signal: controller.signal }
    const files = await listRepository(hub_url, repository, asking)
    cancel()
    return 'refused' in files ? files : { files }
  }

  pause(download_id: DownloadId): null | Refusal {
    const download = this.#find(download_id)
    if (!download) return GONE
    if (download.state === 'failed') return null
    this.#set(download, 'pause', null)
    download.abort()
    return null
  }

  /** Also a failed one: it is tried once more. */
  resume(download_id: DownloadId): null | Refusal {
    const download = this.#find(download_id)
    if (!download) return GONE
    if (download.busy && download.state !== 'paused') return null
    download.again?.()
    download.again = null
    download.fruitless = 0
    this.#set(download, 'run', null)
    this.#pump()
    return null
  }

  async cancel(download_id: DownloadId): Promise<null | Refusal> {
    const download = this.#find(download_id)
    if (!download) return GONE
    download.cancelled = true
    this.#changed()
    download.abort()
    await download.over
    if (!this.#downloads.includes(download))
      return { refused: 'It was here already: the model is in the list.' }
    await this.#drop(download)
    this.#log('cancelled', download)
    return null
  }

  /** What runs stops and goes on at the next start. */
  async dispose(): Promise<void> {
    this.#leaving = true
    for (const download of this.#downloads) download.abort()
    const all = Promise.all(this.#downloads.map((download) => download.over))
    const over = all.then(() => this.#options.book.idle())
    await within(this.#options.clock, DISPOSE_MS, over)
  }

  async #open(): Promise<void> {
    const { downloads } = await this.#options.book.read({ downloads: [] })
    this.#downloads.unshift(...downloads.map((record) => new Download(record, this.#options.clock)))
    this.#started = true
    this.#changed()
    this.#pump()
  }

  #find(download_id: DownloadId): Download | undefined {
    return this.#downloads.find(({ record, cancelled }) => record.download_id === download_id && !cancelled)
  }

  #refusal(sources: readonly DownloadSource[]): Refusal | null {
    if (this.#leaving) return { refused: 'Sluice is being closed.' }
    if (this.#downloads.length + sources.length > DOWNLOADS_MAX)
      return { refused: 'There are too many downloads already. Cancel some, or wait until they are done.' }
    const twice = this.#downloads.find(({ record }) => sources.some(({ url }) => url === record.url))
    return twice ? { refused: `“${twice.record.file_name}” is among the downloads already.` } : null
  }

  /** null: taken, and no other will do. */
  async #freeName(wanted: string, mayNumber: boolean): Promise<string | null> {
    const folder = this.#options.folder()
    const lower = (name: string): string => name.toLowerCase()
    for (let number = 1; number < DOWNLOADS_MAX; number++) {
      const name = number === 1 ? wanted : numberedName(wanted, number)
      const promised = this.#downloads.some(({ record }) => lower(record.file_name) === lower(name))
      const taken =
        promised || (await isThere(join(folder, name))) || (await isThere(join(folder, `${name}.part`)))
      if (!taken) return name
      if (!mayNumber) return null
    }
    return null
  }

  #record({ url, hub, sha256 }: DownloadSource, file_name: string): DownloadRecord {
    return {
      download_id: this.#options.newId() as DownloadId,
      url,
      hub,
      folder: this.#options.folder(),
      file_name,
      wish: 'run',
      problem: null,
      flushed_bytes: 0,
      total_bytes: null,
      validator: null,
      sha256,
      sha256_by: sha256 === null ? null : 'person',
      asked_hub: false,
    }
  }

  /** Gives the free places to those who wait longest. */
  #pump(): void {
    if (this.#leaving || !this.#started) return
    for (const download of this.#downloads) {
      const running = this.#downloads.filter(({ state }) => state === 'running').length
      if (running >= this.#options.at_once) return
      const waits = download.state === 'waiting' && !download.again && !download.busy && !download.cancelled
      if (waits) this.#begin(download)
    }
  }

  #begin(download: Download): void {
    const save = async (): Promise<void> => {
      // Refused: what is on the disk then is an older state, from which it goes on as well.
      await this.#write().catch(() => {})
    }
    const onBytes = (): void => {
      this.#changed()
      // While it is checked, the next one may run.
      if (download.state === 'checking') this.#pump()
    }
    this.#log('begun', download)
    download.begin({ ...this.#options, save, onBytes }, (_, end, ms) => this.#tried(download, end, ms))
    this.#changed()
  }

  #tried(download: Download, end: FinishEnd, ms: number): void {
    this.#log(end.end, download, { ms, ...('detail' in end && { detail: end.detail }) })
    if (end.end === 'done') {
      const { path, sha256 } = end
      this.#options.onDone({ path, sha256, source: shownUrl(download.record.url) })
      this.#downloads = this.#downloads.filter((other) => other !== download)
      void this.#write().catch(() => {})
    } else if (!download.cancelled && !this.#leaving) this.#unfinished(download, end)
    this.#changed()
    this.#pump()
  }

  #unfinished(download: Download, end: Exclude<FinishEnd, { end: 'done' }>): void {
    switch (end.end) {
      case 'aborted':
        // Paused, or resumed again meanwhile: what the person asked for last is in the record.
        return
      case 'full':
        return this.#set(download, 'pause', end.says)
      case 'failed':
        return this.#set(download, 'failed', end.says)
      case 'whole':
        return this.#set(download, 'run', null)
      case 'anew':
      case 'again':
        if (download.record.wish === 'run') this.#tryAgain(download, end)
    }
  }

  #tryAgain(download: Download, end: Extract<FinishEnd, { end: 'again' | 'anew' }>): void {
    const { retry_ms, clock } = this.#options
    const own = retry_ms(download.fruitless)
    if (own === null) return this.#set(download, 'failed', `${end.says} ${GAVE_UP}`)
    const ms = Math.max(own, ('after_ms' in end ? end.after_ms : null) ?? 0)
    this.#set(download, 'run', `${end.says} Next try in ${Math.max(1, Math.round(ms / 1_000))} s.`)
    download.again = clock.after(ms, () => {
      download.again = null
      this.#pump()
    })
  }

  #set(download: Download, wish: DownloadRecord['wish'], problem: string | null): void {
    download.record.wish = wish
    download.record.problem = wish === 'run' ? null : problem
    download.problem = problem
    download.state = wish === 'run' ? 'waiting' : wish === 'pause' ? 'paused' : 'failed'
    void this.#write().catch(() => {})
    this.#changed()
  }

  async #drop(download: Download): Promise<void> {
    await rm(partPath(download.record), { force: true }).catch(() => {})
    this.#downloads = this.#downloads.filter((other) => other !== download)
    await this.#write().catch(() => {})
    this.#changed()
    this.#pump()
  }

  #write(): Promise<void> {
    const kept = this.#downloads.filter(({ cancelled }) => !cancelled)
    return this.#options.book.write({ downloads: kept.map(({ record }) => record) })
  }

  #changed(): void {
    this.#options.onChanged()
  }

  /** The server's name and the file's: an address may hold a secret. */
  #log(how: string, { record }: Download, more: object = {}): void {
    const { download_id, url, file_name: name, flushed_bytes: bytes } = record
    const event = how === 'begun' ? 'download_start' : 'download_end'
    const end = how === 'begun' ? {} : { how }
    this.#options.writeLog({ event, download_id, url: new URL(url).origin, name, bytes, ...end, ...more })
  }
}
