import { z } from 'zod'
import type { Refusal } from '../../../shared/ipc-contract.ts'
import type { RepositoryFile } from '../../../shared/model-library.ts'
import { hasOwnHeader, isModelName } from '../model-file-name.ts'
import { hubTreeUrl } from './hub.ts'
import type { RemoteQuestion } from './remote-file.ts'
import { openRemoteFile } from './remote-file.ts'

const ANSWER_MAX_BYTES = 4 * 1024 * 1024
const FILES_MAX = 1_000
/** Of a thousand entries each, as the hub has them. */
const PAGES_MAX = 20

/** Other fields come and go. `lfs.oid` is the SHA-256 of a large file. */
const tree = z.array(
  z.object({
    type: z.string(),
    path: z.string().max(512),
    size: z.number().int().min(0).optional(),
    lfs: z.object({ oid: z.string().optional(), size: z.number().int().min(0).optional() }).nullish(),
  }),
)

type Asking = Omit<RemoteQuestion, 'url' | 'from' | 'validator'>

/** The model files of a repository, as the hub lists them; those that only go on from another one are left out. */
export async function listRepository(
  hub_url: string,
  repository: string,
  asking: Asking,
): Promise<RepositoryFile[] | Refusal> {
  const files = await hubFiles(hub_url, repository, 'main', asking)
  if ('refused' in files) return files
  const models = files.filter(({ file }) => isModelName(file) && hasOwnHeader(file))
  if (models.length > 0) return models.slice(0, FILES_MAX)
  return { refused: 'This repository has no GGUF files. Look for one whose name ends in GGUF.' }
}

export async function hubFiles(
  hub_url: string,
  repository: string,
  revision: string,
  asking: Asking,
): Promise<RepositoryFile[] | Refusal> {
  const files: RepositoryFile[] = []
  const first = hubTreeUrl(hub_url, repository, revision)
  let url: string | null = first
  for (let page = 0; url !== null && page < PAGES_MAX; page++) {
    const answer = await readText(url, asking)
    if ('refused' in answer) return answer
    const parsed = tree.safeParse(jsonOf(answer.text))
    if (!parsed.success) return { refused: 'The hub answered with something else than a list of files.' }
    files.push(...filesOf(parsed.data))
    // The list goes on where it began, and nowhere else.
    const next = answer.next_url
    url = next !== null && URL.parse(next)?.origin === new URL(first).origin ? next : null
  }
  return files
}

function filesOf(entries: z.infer<typeof tree>): RepositoryFile[] {
  return entries
    .filter(({ type }) => type === 'file')
    .map(({ path, size, lfs }) => ({
      file: path,
      bytes: lfs?.size ?? size ?? null,
      sha256: /^(?:sha256:)?([0-9a-f]{64})$/.exec(lfs?.oid ?? '')?.[1] ?? null,
    }))
}

async function readText(
  url: string,
  asking: Asking,
): Promise<{ text: string; next_url: string | null } | Refusal> {
  const opened = await openRemoteFile({ ...asking, url, from: 0, validator: null })
  if ('end' in opened) return { refused: wordsOf(opened) }
  const { next_url } = opened.head
  const pieces: Buffer[] = []
  let bytes = 0
  for (;;) {
    const piece = await opened.read()
    if (piece === null) return { text: Buffer.concat(pieces).toString('utf8'), next_url }
    if ('end' in piece) return { refused: wordsOf(piece) }
    bytes += piece.length
    pieces.push(piece)
    if (bytes <= ANSWER_MAX_BYTES) continue
    opened.close()
    return { refused: 'The list of this repository is too long to be read.' }
  }
}

function wordsOf(end: { end: string; says?: string; detail?: string }): string {
  if (/^status (401|403|404)$/.test(end.detail ?? ''))
    return 'The hub has no such repository, or shows it only to those who signed in. Check its name.'
  const then = end.end === 'again' ? 'Try again later.' : ''
  return `The hub could not be asked. ${end.says ?? ''} ${then}`.replace(/\s+/g, ' ').trim()
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
