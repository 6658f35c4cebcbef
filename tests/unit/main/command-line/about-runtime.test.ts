import { afterEach, expect, test } from 'vitest'
import { aboutRuntime, runtimeName } from '../../../../src/main/command-line/about-runtime.ts'

const versions = process.versions as Record<string, string>
const planted = { electron: '45.4.1', chrome: '156.0.1' }

afterEach(() => {
  for (const name of ['electron', 'chrome', 'sluice-host'])
    Object.defineProperty(versions, name, { value: undefined, configurable: true, writable: true })
})

function plant(values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(versions, name, { value, configurable: true, writable: true })
}

test('in Electron its version is told', () => {
  plant(planted)
  const about = aboutRuntime('1.2.3')
  expect(about).toMatchObject({ version: '1.2.3', host: 'electron', electron: '45.4.1', chrome: '156.0.1' })
  expect(runtimeName(about)).toBe('Electron 45.4.1')
})

test('on the stand-in no Electron is claimed, although the package there has a version', () => {
  plant({ ...planted, 'sluice-host': 'chromium' })
  const about = aboutRuntime('1.2.3')
  expect(about).toMatchObject({ host: 'chromium', electron: null, chrome: '156.0.1' })
  expect(runtimeName(about)).toBe('the chromium host (not Electron)')
})
