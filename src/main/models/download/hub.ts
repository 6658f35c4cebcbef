/** The addresses of a hub of models, as Hugging Face has them. https://huggingface.co/docs/hub/api */

/** A file of a repository. */
export interface HubFile {
  repository: string
  revision: string
  /** Its path in the repository. */
  file: string
}

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/')
const base = (hub_url: string): string => hub_url.replace(/\/+$/, '')

export function hubFileUrl(hub_url: string, { repository, revision, file }: HubFile): string {
  return `${base(hub_url)}/${encoded(repository)}/resolve/${encodeURIComponent(revision)}/${encoded(file)}`
}

export function hubTreeUrl(hub_url: string, repository: string, revision: string): string {
  return `${base(hub_url)}/api/models/${encoded(repository)}/tree/${encodeURIComponent(revision)}?recursive=true`
}

/** What an address of the hub means, also the one of a file's page; null: it is no file of this hub. */
export function hubFileOf(hub_url: string, url: URL): HubFile | null {
  const prefix = `${base(hub_url)}/`
  const whole = `${url.origin}${url.pathname}`
  if (!whole.startsWith(prefix)) return null
  const [, owner, name, revision, file] =
    /^([^/]+)\/([^/]+)\/(?:blob|resolve|raw)\/([^/]+)\/(.+)$/.exec(whole.slice(prefix.length)) ?? []
  if (!owner || !name || !revision || !file) return null
  try {
    const [repository = '', ...rest] = [`${owner}/${name}`, revision, file].map(decodeURIComponent)
    return { repository, revision: rest[0] ?? '', file: rest[1] ?? '' }
  } catch {
    return null
  }
}
