import { REPOSITORY } from '../../../shared/model-library.ts'

/** What a person typed to download from. */
export type ModelSource =
  | { kind: 'none' }
  | { kind: 'wrong'; why: string }
  /** `file`: the one an address of the hub names; null: to be chosen. */
  | { kind: 'repository'; repository: string; file: string | null }
  | { kind: 'address'; url: string }

const HUB = /^(www\.)?(huggingface\.co|hf\.co)$/

/** A repository, an address of a model file, or the address of a repository as a browser shows it. */
export function readSource(text: string): ModelSource {
  const typed = text.trim()
  if (typed === '') return { kind: 'none' }
  if (REPOSITORY.test(typed)) return { kind: 'repository', repository: typed, file: null }
  const url = URL.parse(typed)
  if (!url || !/^https?:$/.test(url.protocol)) {
    return {
      kind: 'wrong',
      why: 'Write a repository as owner/name, or an address that begins with https://.',
    }
  }
  if (HUB.test(url.hostname)) return fromHub(url)
  if (url.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    return {
      kind: 'wrong',
      why: 'The address must begin with https://: others could change what comes by http.',
    }
  }
  if (!/\.gguf$/i.test(url.pathname)) {
    return { kind: 'wrong', why: 'The address must be that of a file, and end in .gguf.' }
  }
  return { kind: 'address', url: typed }
}

/** `/owner/name`, `/owner/name/tree/main`, `/owner/name/blob/main/FILE`, `/owner/name/resolve/main/FILE`. */
function fromHub(url: URL): ModelSource {
  const [owner = '', name = '', what = '', revision = '', ...path] = url.pathname.slice(1).split('/')
  const repository = `${owner}/${name}`
  const file = decoded(path.join('/'))
  if (!REPOSITORY.test(repository) || file === null) {
    return { kind: 'wrong', why: 'This address of the hub names no repository and no file.' }
  }
  if (!/^(blob|resolve)$/.test(what) || !/\.gguf$/i.test(file))
    return { kind: 'repository', repository, file: null }
  // Another revision than the newest is asked for by its address.
  return revision === 'main'
    ? { kind: 'repository', repository, file }
    : { kind: 'address', url: url.href.replace('/blob/', '/resolve/') }
}

/** null: no well-formed part of an address. */
function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}
