import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { PlantedBug } from '../support/planted-bugs.ts'

const SRC = pathToFileURL(resolve(import.meta.dirname, '../../src')).href
const MARK = '?planted='

/** Another instance of every module of ours for each bug, in memory: the query that asks for one is handed on to all it imports. */
export function plantBugs(bugs: readonly PlantedBug[]): (bug: PlantedBug) => string {
  registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context)
      const [, number] = context.parentURL?.split(MARK) ?? []
      const ours = found.url.startsWith(SRC) && !found.url.includes(MARK)
      return number !== undefined && ours ? { ...found, url: found.url + MARK + number } : found
    },
    load: (url, context, next) => {
      const [path = '', number] = url.split(MARK)
      if (number === undefined) return next(url, context)
      const file = fileURLToPath(path)
      const source = readFileSync(file, 'utf8')
      return {
        format: 'module-typescript',
        source: withBug(file, source, bugs[Number(number)]),
        shortCircuit: true,
      }
    },
  })
  return (bug) => `${MARK}${bugs.indexOf(bug)}`
}

function withBug(file: string, source: string, bug: PlantedBug | undefined): string {
  if (!bug || !file.endsWith(bug.file)) return source
  const { name, find, replace } = bug
  if (source.split(find).length !== 2) throw new Error(`“${name}”: its text must occur once in ${bug.file}`)
  return source.replace(find, () => replace)
}
