import { randomBytes } from 'node:crypto'
import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isThere } from './download/part-file.ts'
import { seriesOf } from './model-file-name.ts'

/** What nobody else calls a file: only these are deleted at the next start. */
const ASIDE = /^sluice-removed-[0-9a-f]{8}-\d{1,3}\.tmp$/

/** The files of a model, set aside. */
export interface SetAside {
  files: { path: string; aside: string }[]
}

/** All of its files go under names nobody takes for a model, or none; rejects with what the system says. */
export async function setAside(path: string): Promise<SetAside> {
  const stamp = randomBytes(4).toString('hex')
  const done: SetAside = { files: [] }
  try {
    for (const [at, name] of seriesOf(basename(path)).entries()) {
      const file = join(dirname(path), name)
      if (at > 0 && !(await isThere(file))) continue
      const aside = join(dirname(path), `sluice-removed-${stamp}-${at + 1}.tmp`)
      await rename(file, aside)
      done.files.push({ path: file, aside })
    }
    return done
  } catch (error) {
    await putBack(done).catch(() => {})
    throw error
  }
}

/** The name that is taken by now; null: all are back. All of them or none; rejects with what the system says. */
export async function putBack({ files }: SetAside): Promise<string | null> {
  for (const { path } of files) if (await isThere(path)) return basename(path)
  const back: SetAside['files'] = []
  try {
    for (const file of files) {
      await rename(file.aside, file.path)
      back.push(file)
    }
    return null
  } catch (error) {
    for (const { path, aside } of back) await rename(path, aside).catch(() => {})
    throw error
  }
}

export async function purge({ files }: SetAside): Promise<void> {
  await Promise.all(files.map(({ aside }) => rm(aside, { force: true })))
}

/** What was set aside in a run of the app that ended before it was deleted. */
export async function purgeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => [])
  await Promise.all(
    names
      .filter((name) => ASIDE.test(name))
      .map((name) => rm(join(folder, name), { force: true }).catch(() => {})),
  )
}
