import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../../..')
const DECIDED = {
  SLUICE_APP_ID: 'org.example.Sluice',
  SLUICE_HOMEPAGE: 'https://example.org',
  SLUICE_MAINTAINER: 'Ada <ada@example.org>',
}
const FOR_OTHERS = ['SLUICE_RELEASE', 'SLUICE_UPDATE_URL', 'CSC_LINK', 'WIN_CSC_LINK']

beforeEach(() => {
  for (const name of [...Object.keys(DECIDED), ...FOR_OTHERS]) vi.stubEnv(name, undefined)
  vi.resetModules()
})
afterEach(() => vi.unstubAllEnvs())

const decide = (change: Record<string, string> = {}): void => {
  for (const [name, value] of Object.entries({ ...DECIDED, ...change })) vi.stubEnv(name, value)
}
const refusal = async () => (await import('../../../build/publisher.mjs')).refuseToPublish()
const configuration = async () => (await import('../../../build/electron-builder.mjs')).default

test('a build of one’s own needs none of it', async () => {
  expect(await refusal()).toBeNull()
})

test.each(FOR_OTHERS)(
  'a build with %s is refused while a placeholder is left, which it names',
  async (name) => {
    vi.stubEnv(name, 'set')
    const sentence = await refusal()
    for (const variable of Object.keys(DECIDED)) expect(sentence).toContain(variable)
    decide()
    expect(await refusal()).toBeNull()
    decide({ SLUICE_MAINTAINER: 'Me <me@sluice.invalid>' })
    expect(await refusal()).toMatch(/SLUICE_MAINTAINER/)
    expect(await refusal()).not.toMatch(/SLUICE_APP_ID/)
  },
)

test('npm run dist ends with that refusal, before it removes or builds anything', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'build/dist.mjs')], {
    env: { ...process.env, SLUICE_RELEASE: '1' },
    encoding: 'utf8',
    timeout: 30_000,
  })
  expect(stderr).toMatch(/still has placeholders/)
  expect(status).toBe(1)
})

test('what the publisher decided is in every installer, under one id', async () => {
  decide()
  const config = await configuration()
  expect(config.appId).toBe('org.example.Sluice')
  expect(config.extraMetadata).toEqual({ homepage: 'https://example.org' })
  expect(config.linux?.maintainer).toBe('Ada <ada@example.org>')
  const installed = '/usr/share/metainfo/org.example.Sluice.metainfo.xml'
  for (const options of [config.deb, config.rpm]) expect(JSON.stringify(options)).toContain(installed)
  const { metainfo } = await import('../../../build/linux/metainfo.mjs')
  expect(metainfo()).toContain('<id>org.example.Sluice</id>')
  expect(metainfo()).toContain('<url type="homepage">https://example.org</url>')
})

test('a feed forbids an unsigned build; an empty variable, as workflows hand it on, is no feed', async () => {
  vi.stubEnv('SLUICE_UPDATE_URL', '')
  vi.stubEnv('SLUICE_MAINTAINER', '')
  const without = await configuration()
  expect([without.mac?.publish, without.win?.publish]).toEqual([null, null])
  expect([without.mac?.forceCodeSigning, without.win?.forceCodeSigning]).toEqual([false, false])
  expect(without.linux?.maintainer).toMatch(/@/)
  vi.resetModules()
  vi.stubEnv('SLUICE_UPDATE_URL', 'https://example.org/feed')
  const config = await configuration()
  const feed = { provider: 'generic', url: 'https://example.org/feed' }
  expect([config.mac?.publish, config.win?.publish, config.publish]).toEqual([feed, feed, null])
  expect([config.mac?.forceCodeSigning, config.win?.forceCodeSigning]).toEqual([true, true])
  expect(config.linux?.publish).toBeUndefined()
})

test('placeholders stand in build/publisher.mjs alone', () => {
  const files = globSync(['build/**/*', 'src/**/*', 'scripts/**/*', '.github/**/*', 'package.json'], {
    cwd: ROOT,
    withFileTypes: true,
  }).filter((entry) => entry.isFile() && /\.(?:mjs|ts|tsx|json|xml|yml|plist)$/.test(entry.name))
  expect(files.length).toBeGreaterThan(100)
  const with_placeholder = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => /app\.sluice\.Sluice|sluice\.invalid/.test(readFileSync(file, 'utf8')))
  expect(with_placeholder).toEqual([join(ROOT, 'build/publisher.mjs')])
})
