import { isLoopback } from '../../lib/loopback.ts'
import type { Refusal } from '../../../shared/ipc-contract.ts'
import type { DownloadRequest } from '../../../shared/model-library.ts'
import { hubUrlProblem, REPOSITORY } from '../../../shared/model-library.ts'
import { isModelName, safeModelName, seriesOf } from '../model-file-name.ts'
import type { HubFile } from './hub.ts'
import { hubFileOf, hubFileUrl } from './hub.ts'

/** What is to be downloaded, checked. */
export interface DownloadSource {
  url: string
  hub: HubFile | null
  file_name: string
  sha256: string | null
}

/** All files of the model: most have one. The hash is of the one that was named. */
export function readSource(request: DownloadRequest, hub_url: string): DownloadSource[] | Refusal {
  const sha256 =
    request.sha256
      ?.trim()
      .toLowerCase()
      .replace(/^sha256:/, '') || null
  if (sha256 !== null && !/^[0-9a-f]{64}$/.test(sha256))
    return { refused: 'A SHA-256 has 64 characters from 0 to 9 and a to f. Correct it, or leave it out.' }
  const found = addressOf(request, hub_url)
  if ('refused' in found) return found
  const { url, hub } = found
  const name = lastSegment(url)
  if (name === null || !isModelName(name))
    return { refused: 'Sluice downloads model files, whose address ends in .gguf. This one does not.' }
  const names = seriesOf(name)
  return names.map((one) => ({
    url: withLastSegment(url, name, one),
    hub: hub && { ...hub, file: hub.file.replace(/[^/]+$/, () => one) },
    file_name: safeModelName(one),
    sha256: one === name ? sha256 : null,
  }))
}

function addressOf(
  { source, file }: DownloadRequest,
  hub_url: string,
): Pick<DownloadSource, 'url' | 'hub'> | Refusal {
  const typed = source.trim()
  if (REPOSITORY.test(typed)) {
    const problem = hubUrlProblem(hub_url)
    if (problem !== null) return { refused: `${problem} It is in the settings.` }
    if (file === undefined) return { refused: 'Choose which file of the repository to download.' }
    if (file.split('/').some((part) => part === '' || part === '.' || part === '..'))
      return { refused: 'This is not the name of a file in a repository.' }
    const hub: HubFile = { repository: typed, revision: 'main', file }
    return { url: hubFileUrl(hub_url, hub), hub }
  }
  const url = URL.parse(typed)
  if (!url || url.hostname === '')
    return { refused: 'That is no address of a model file; it looks like https://example.org/model.gguf.' }
  const refusal = addressRefusal(url)
  if (refusal) return refusal
  url.hash = ''
  const hub = hubFileOf(hub_url, url)
  return hub && url.search === '' ? { url: hubFileUrl(hub_url, hub), hub } : { url: url.href, hub: null }
}

/** Why nothing is asked of this address; null: it may be. */
export function addressRefusal(url: URL): Refusal | null {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.href)))
    return { refused: 'The address must begin with https:// (http:// only on this computer).' }
  if (url.username !== '' || url.password !== '')
    return { refused: 'The address must not hold a name or password.' }
  return null
}

/** An address as it may be shown and kept: what follows the ? may be a secret. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}

function lastSegment(url: string): string | null {
  try {
    return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '')
  } catch {
    return null
  }
}

function withLastSegment(url: string, name: string, other: string): string {
  if (name === other) return url
  const changed = new URL(url)
  changed.pathname = changed.pathname.replace(/[^/]*$/, () => encodeURIComponent(other))
  return changed.href
}
