import { expect, test } from 'vitest'
import { decodeReferences } from '../../../../../src/renderer/chat/markdown/character-references.ts'
import { hostOf, safeUrl } from '../../../../../src/renderer/chat/markdown/safe-url.ts'

test.each([
  ['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
  ['HTTP://Example.com', 'http://example.com/'],
  ['mailto:me@example.com', 'mailto:me@example.com'],
  ['https://ex%61mple.com/ü', 'https://example.com/%C3%BC'],
])('%s may be opened', (href, url) => expect(safeUrl(href)).toBe(url))

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://x/1',
  'ftp://x.example',
  'tel:123',
  'https:example.com',
  'https:\\\\example.com',
  '//example.com',
  '/etc',
  '#top',
  'page.html',
  '',
  'https://',
  'https://exam\u202eple.com',
  'https://exam\u200bple.com',
  'https://example.com/\u2066x',
  'mailto:',
])('%j is plain text', (href) => expect(safeUrl(href)).toBeNull())

test('a scheme written with character references is seen through', () => {
  expect(safeUrl(decodeReferences('&#106;avascript&colon;alert(1)'))).toBeNull()
  expect(safeUrl(decodeReferences('java&Tab;script:alert(1)'))).toBeNull()
})

test('only a web address has a host', () => {
  expect(hostOf('https://img.example:8080/x.png')).toBe('img.example:8080')
  expect(hostOf('mailto:a@b.example')).toBeNull()
  expect(hostOf('x.png')).toBeNull()
})

test('references are resolved once, unknown ones stay', () => {
  expect(decodeReferences('&lt;b&gt;&colon; &amp;lt; &#x20AC; &#0; &nope; &copy')).toBe(
    '<b>: &lt; € \ufffd &nope; &copy',
  )
})
