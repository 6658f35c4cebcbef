import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { askWhereToSave } from '../../../../src/main/window/save-bundle.ts'

interface Question {
  defaultPath: string
}
const electron = vi.hoisted(() => ({
  focused: null as object | null,
  answer: { canceled: false, filePath: '/chosen/x.txt' },
  asked: [] as unknown[][],
  home: '',
}))
vi.mock('electron', () => ({
  app: { getPath: (name: string) => (name === 'home' ? electron.home : `${electron.home}/${name}`) },
  BrowserWindow: { getFocusedWindow: () => electron.focused },
  dialog: {
    showSaveDialog: async (...args: unknown[]) => {
      electron.asked.push(args)
      return electron.answer
    },
  },
}))

const versions = process.versions as Record<string, string | undefined>
beforeEach(() => {
  electron.home = mkdtempSync(join(tmpdir(), 'sluice-home-'))
  Object.assign(electron, {
    focused: null,
    asked: [],
    answer: { canceled: false, filePath: '/chosen/x.txt' },
  })
})
afterEach(() => {
  rmSync(electron.home, { recursive: true, force: true })
  Object.defineProperty(process, 'versions', { value: versions })
})
const folder = (name: string): string => mkdirSync(join(electron.home, name), { recursive: true }) ?? ''
const onStandIn = (): void => {
  Object.defineProperty(process, 'versions', { value: { ...versions, 'sluice-host': 'chromium' } })
}
const proposed = (): string | undefined => (electron.asked[0]?.at(-1) as Question | undefined)?.defaultPath
const CANCELED = { canceled: true, filePath: '' }

describe('the person is asked', () => {
  test('and what they choose is taken', async () => {
    expect(await askWhereToSave('x.txt')).toBe('/chosen/x.txt')
  })

  test('over the window they are in', async () => {
    electron.focused = { id: 1 }
    await askWhereToSave('x.txt')
    expect(electron.asked[0]?.[0]).toBe(electron.focused)
  })

  test('with the documents folder as a proposal, else the desktop, else home', async () => {
    folder('desktop')
    await askWhereToSave('x.txt')
    expect(proposed()).toBe(join(electron.home, 'desktop', 'x.txt'))
    electron.asked = []
    folder('documents')
    await askWhereToSave('x.txt')
    expect(proposed()).toBe(join(electron.home, 'documents', 'x.txt'))
    electron.asked = []
    rmSync(electron.home, { recursive: true })
    await askWhereToSave('x.txt')
    expect(proposed()).toBe(join(electron.home, 'x.txt'))
  })

  test('and may change their mind', async () => {
    electron.answer = CANCELED
    expect(await askWhereToSave('x.txt')).toBeNull()
  })
})

describe('on the stand-in host, which draws no dialog', () => {
  test('the Downloads folder is taken, and home where there is none', async () => {
    onStandIn()
    electron.answer = CANCELED
    expect(await askWhereToSave('x.txt')).toBe(join(electron.home, 'x.txt'))
    folder('downloads')
    expect(await askWhereToSave('x.txt')).toBe(join(electron.home, 'downloads', 'x.txt'))
  })

  test('a report that is there stays: the next of that minute gets a number', async () => {
    onStandIn()
    electron.answer = CANCELED
    folder('downloads')
    const at = (name: string): string => join(electron.home, 'downloads', name)
    writeFileSync(at('x-1204.txt'), '')
    expect(await askWhereToSave('x-1204.txt')).toBe(at('x-1204 (2).txt'))
    writeFileSync(at('x-1204 (2).txt'), '')
    expect(await askWhereToSave('x-1204.txt')).toBe(at('x-1204 (3).txt'))
  })

  test('an answer that comes all the same is taken', async () => {
    onStandIn()
    expect(await askWhereToSave('x.txt')).toBe('/chosen/x.txt')
  })
})
