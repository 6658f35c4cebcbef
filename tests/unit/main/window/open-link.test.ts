import { beforeEach, describe, expect, test, vi } from 'vitest'
import { openLink, safeLink } from '../../../../src/main/window/open-link.ts'

interface Question {
  message: string
  detail: string
}
const electron = vi.hoisted(() => ({
  focused: null as object | null,
  response: 0,
  asked: [] as unknown[],
  opened: [] as string[],
  broken: false,
}))
vi.mock('electron', () => ({
  BrowserWindow: { getFocusedWindow: () => electron.focused },
  dialog: {
    showMessageBox: async (...args: unknown[]) => {
      electron.asked.push(args.at(-1))
      return { response: electron.response }
    },
  },
  shell: {
    openExternal: async (url: string) => {
      if (electron.broken) throw new Error('no program')
      electron.opened.push(url)
    },
  },
}))
beforeEach(() =>
  Object.assign(electron, { focused: null, response: 0, asked: [], opened: [], broken: false }),
)

describe('a link worth asking about', () => {
  test.each([
    'https://example.org/a?b#c',
    'http://127.0.0.1:8080/',
    'mailto:a@example.org',
    'HTTPS://EXAMPLE.ORG',
  ])('%s is one', (text) => {
    expect(safeLink(text)).toBeInstanceOf(URL)
  })

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'file://server/share',
    'smb://server/share',
    'ftp://example.org',
    'vbscript:x',
    'ms-msdt:/id',
    'search-ms:query',
    'steam://run/1',
    'app://bundle/index.html',
    'blob:app://bundle/1',
    'about:blank',
    'view-source:https://example.org',
    'https://bank.example@evil.example/',
    'https://user:password@evil.example/',
    'https://:password@evil.example/',
    'https://bank.example%2f@evil.example/',
    '//example.org',
    '/etc/passwd',
    'C:\\Windows\\system32\\calc.exe',
    '\\\\server\\share',
    'https://',
    'https:// ',
    '',
  ])('%s is none', (text) => {
    expect(safeLink(text)).toBeNull()
  })

  test('its host is shown as the browser will read it', () => {
    expect(safeLink('https://exämple.org\\@evil.example/')?.host).toBe('xn--exmple-cua.org')
    expect(safeLink('https://gооgle.com/')?.host).toMatch(/^xn--/)
    expect(safeLink('https://0x7f.1/')?.host).toBe('127.0.0.1')
  })
})

describe('opening one', () => {
  test('happens after the person has seen where it leads and said so', async () => {
    expect(await openLink('https://example.org/path')).toBe(true)
    expect(electron.opened).toEqual(['https://example.org/path'])
    expect(electron.asked).toMatchObject([
      { message: 'Open example.org in your browser?', detail: 'https://example.org/path' },
    ])
  })

  test('does not happen when it was declined, with or without a window', async () => {
    electron.response = 1
    expect(await openLink('https://example.org/')).toBe(false)
    electron.focused = {}
    expect(await openLink('mailto:a@example.org')).toBe(false)
    expect(electron.asked).toHaveLength(2)
    expect(electron.opened).toEqual([])
  })

  test('is not even asked about for a link that is none', async () => {
    expect(await openLink('javascript:alert(1)')).toBe(false)
    expect(electron.asked).toEqual([])
  })

  test('shows a very long address cut, and opens it whole', async () => {
    const url = `https://example.org/${'x'.repeat(2_000)}`
    expect(await openLink(url)).toBe(true)
    expect((electron.asked[0] as Question).detail).toHaveLength(401)
    expect(electron.opened).toEqual([url])
  })

  test('tells when no program is there for it, and does not reject', async () => {
    electron.broken = true
    expect(await openLink('mailto:a@example.org')).toBe(false)
  })
})
