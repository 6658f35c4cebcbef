import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { LOG_FILES_KEPT } from '../../lib/log-file.ts'

/** No line of the log is near this long: what is longer is no line, and only its end is looked at. */
const LINE_MAX_CHARS = 1024 * 1024
const LINE_END_CHARS = 64 * 1024
/** A log that moves on has a gap for the moment between two of its renames (lib/log-file.ts). */
const MOVING_MS = 100
/** A pipe nobody writes to would never open. Windows has no such flag and no such files. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

interface OpenFile {
  /** 0: the newest. */
  age: number
  path: string
  handle: FileHandle
  /** What it holds now; what is written while it is read is of no interest. */
  bytes: number
}

export interface OpenLog {
  /** Those that exist, oldest first. */
  files: string[]
  /**
   * Each line as it stands, oldest first; never more than one in memory, whatever the files hold. null: a file between two
   * others is missing here, and its lines with it.
   */
  lines(): AsyncGenerator<string | null, void, undefined>
  close(): Promise<void>
}

/**
 * Opens a log by the path of its newest file, with its older ones beside it. All are opened before one is read, the newest
 * first, so that a log that moves on meanwhile is read whole. Rejects with a sentence when one of them cannot be read.
 */
export async function openLog(path: string): Promise<OpenLog> {
  const opened: OpenFile[] = []
  const absent: number[] = []
  let holes: number[] = []
  const close = async (): Promise<void> => {
    await Promise.all(opened.map(({ handle }) => handle.close().catch(() => {})))
  }
  try {
    const seen = new Set<string>()
    for (let age = 0; age < LOG_FILES_KEPT; age++) {
      const file = await openFile(path, age, seen)
      if (file) opened.unshift(file)
      else if (file === null) absent.push(age)
    }
    const [oldest] = opened
    const [newest] = opened.slice(-1)
    const between = absent.filter((age) => age < (oldest?.age ?? 0) && age > (newest?.age ?? 0))
    holes = await stillMissing(path, between)
  } catch (error) {
    await close()
    throw error
  }
  return { files: opened.map((file) => file.path), lines: () => linesOf(opened, holes), close }
}

const nameOf = (path: string, age: number): string => (age === 0 ? path : `${path}.${age}`)

/** Those of the ages whose files are really gone, and not just being moved. */
async function stillMissing(log: string, ages: number[]): Promise<number[]> {
  if (ages.length === 0) return []
  await new Promise((resolve) => setTimeout(resolve, MOVING_MS))
  const there = await Promise.all(ages.map((age) => stat(nameOf(log, age)).catch(() => null)))
  return ages.filter((_age, index) => there[index] === null)
}

/** null when there is none, undefined when it is one that was moved here after it had been opened. */
async function openFile(log: string, age: number, seen: Set<string>): Promise<OpenFile | null | undefined> {
  const path = nameOf(log, age)
  let handle: FileHandle | null = null
  try {
    handle = await open(path, READ)
    const found = await handle.stat({ bigint: true })
    const inode = `${found.dev}:${found.ino}`
    const wrong = found.isDirectory() ? 'is a folder' : found.isFile() ? null : 'is not a file'
    if (wrong) throw new Error(`${path} ${wrong}, not a log.`)
    if (!seen.has(inode)) {
      seen.add(inode)
      return { age, path, handle, bytes: Number(found.size) }
    }
    await handle.close()
    return undefined
  } catch (error) {
    await handle?.close()
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    if (code === null) throw error
    throw new Error(code === 'EISDIR' ? `${path} is a folder, not a log.` : unreadable(path, code), {
      cause: error,
    })
  }
}

async function* linesOf(files: OpenFile[], holes: number[]): AsyncGenerator<string | null, void, undefined> {
  let left = holes.toReversed()
  for (const { age, path, handle, bytes } of files) {
    for (; (left[0] ?? age) > age; left = left.slice(1)) yield null
    if (bytes === 0) continue
    const text = handle.createReadStream({ start: 0, end: bytes - 1, autoClose: false, encoding: 'utf8' })
    let rest = ''
    try {
      for await (const chunk of text as AsyncIterable<string>) {
        const [end = '', ...lines] = chunk.split('\n')
        rest += end
        if (rest.length > LINE_MAX_CHARS) rest = `…${rest.slice(-LINE_END_CHARS)}`
        for (const line of lines) {
          yield withoutMark(rest)
          rest = line
        }
      }
    } catch (error) {
      throw new Error(unreadable(path, codeOf(error) ?? String(error)), { cause: error })
    }
    yield withoutMark(rest)
  }
}

/** Editors put a byte order mark before the first line. */
function withoutMark(line: string): string {
  return line.startsWith('\uFEFF') ? line.slice(1) : line
}

function unreadable(path: string, why: string): string {
  return `${path} cannot be read (${why}).`
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
