import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { allClaims } from './claims/all-claims.ts'
import { loadCore } from './core-under-test.ts'
import type { PlantedBug } from './planted-bugs.ts'
import { PLANTED_BUGS } from './planted-bugs.ts'

/** Plants each bug in a copy of the core and prints, as JSON, which claim found it. Plain Node, no test runner. */
export interface Finding {
  bug: string
  /** The claim that failed; null when every claim still held: the bug was not found. */
  claim: string | null
  error: string
}

/** A claim that hangs has found something, too. */
const CLAIM_LIMIT_MS = 3_000
const SRC = resolve(import.meta.dirname, '../../src')

async function plant(bug: PlantedBug): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'sluice-planted-'))
  for (const part of ['shared', 'main/lib', 'main/streams', 'main/engines', 'main/ports.ts']) {
    await cp(join(SRC, part), join(copy, part), { recursive: true })
  }
  const file = join(copy, bug.file)
  const source = await readFile(file, 'utf8')
  if (source.split(bug.find).length !== 2)
    throw new Error(`“${bug.name}”: its text must occur once in ${bug.file}`)
  await writeFile(
    file,
    source.replace(bug.find, () => bug.replace),
  )
  return copy
}

async function firstBroken(src: string): Promise<Omit<Finding, 'bug'>> {
  const core = await loadCore(src)
  for (const { title, check } of allClaims) {
    const limit = Promise.withResolvers<never>()
    const timer = setTimeout(() => limit.reject(new Error('the claim hangs')), CLAIM_LIMIT_MS)
    try {
      await Promise.race([check(core), limit.promise])
      if (unhandled) throw new Error('a promise was rejected where nobody waits', { cause: unhandled })
    } catch (error) {
      return { claim: title, error: String(error).split('\n')[0] ?? '' }
    } finally {
      clearTimeout(timer)
    }
  }
  return { claim: null, error: '' }
}

// What a bug breaks where nobody waits for it counts as found, too.
let unhandled: unknown = null
process.on('unhandledRejection', (error) => (unhandled = error))
const findings: Finding[] = []
for (const bug of PLANTED_BUGS) {
  unhandled = null
  const copy = await plant(bug)
  findings.push({ bug: bug.name, ...(await firstBroken(copy)) })
  await rm(copy, { recursive: true })
}
process.stdout.write(JSON.stringify(findings))
process.exit(0)
