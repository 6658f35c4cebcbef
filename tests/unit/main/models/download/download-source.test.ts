import { describe, expect, test } from 'vitest'
import { readSource, shownUrl } from '../../../../../src/main/models/download/download-source.ts'
import type { DownloadRequest } from '../../../../../src/shared/model-library.ts'

const HUB = 'https://huggingface.co'
const read = (request: DownloadRequest, hub = HUB) => readSource(request, hub)
const one = (request: DownloadRequest, hub = HUB) => {
  const read_sources = read(request, hub)
  return 'refused' in read_sources ? read_sources : read_sources[0]
}

describe('what is to be downloaded', () => {
  test('is a file of a repository', () => {
    expect(one({ source: ' owner/name ', file: 'q 8/tiny.gguf' })).toEqual({
      url: 'https://huggingface.co/owner/name/resolve/main/q%208/tiny.gguf',
      hub: { repository: 'owner/name', revision: 'main', file: 'q 8/tiny.gguf' },
      file_name: 'tiny.gguf',
      sha256: null,
    })
  })

  test('comes from the mirror of the settings', () => {
    expect(one({ source: 'owner/name', file: 'm.gguf' }, 'https://mirror.example/hf/')).toMatchObject({
      url: 'https://mirror.example/hf/owner/name/resolve/main/m.gguf',
    })
  })

  test('may be the address of its page on the hub', () => {
    expect(one({ source: `${HUB}/owner/name/blob/v2/tiny.gguf` })).toMatchObject({
      url: 'https://huggingface.co/owner/name/resolve/v2/tiny.gguf',
      hub: { repository: 'owner/name', revision: 'v2', file: 'tiny.gguf' },
    })
  })

  test('is an address elsewhere, with its query', () => {
    expect(one({ source: 'https://example.org/a/tiny.gguf?key=1#x' })).toMatchObject({
      url: 'https://example.org/a/tiny.gguf?key=1',
      hub: null,
    })
  })

  test('is all files of a model that comes in several; the hash is of the one named', () => {
    const sources = read({
      source: 'owner/name',
      file: 'q/m-00001-of-00002.gguf',
      sha256: `sha256:${'A'.repeat(64)}`,
    })
    expect(sources).toMatchObject([
      { file_name: 'm-00001-of-00002.gguf', sha256: 'a'.repeat(64) },
      {
        file_name: 'm-00002-of-00002.gguf',
        sha256: null,
        hub: { file: 'q/m-00002-of-00002.gguf' },
        url: 'https://huggingface.co/owner/name/resolve/main/q/m-00002-of-00002.gguf',
      },
    ])
  })

  test.each([
    [{ source: 'http://example.org/m.gguf' }, /https/],
    [{ source: 'ftp://example.org/m.gguf' }, /https/],
    [{ source: 'file:///etc/m.gguf' }, /address/],
    [{ source: 'https://me:secret@example.org/m.gguf' }, /name or password/],
    [{ source: 'https://example.org/page.html' }, /\.gguf/],
    [{ source: 'https://huggingface.co/owner/name' }, /\.gguf/],
    [{ source: 'just words' }, /no address/],
    [{ source: 'owner/name' }, /which file/],
    [{ source: 'owner/name', file: '../x.gguf' }, /not the name/],
    [{ source: 'owner/name', file: 'x.bin' }, /\.gguf/],
    [{ source: 'owner/name', file: 'm.gguf', sha256: 'abc' }, /64 characters/],
  ])('%j is refused in a sentence', (request, says) => {
    const refused = one(request)
    expect(refused && 'refused' in refused && refused.refused).toMatch(says)
    expect(JSON.stringify(refused)).not.toContain('secret')
  })

  test('a hub without https is asked nothing', () => {
    expect(one({ source: 'owner/name', file: 'm.gguf' }, 'http://hub.example')).toMatchObject({
      refused: expect.stringMatching(/https/),
    })
    expect(one({ source: 'owner/name', file: 'm.gguf' }, 'http://127.0.0.1:9')).toMatchObject({ hub: {} })
  })
})

test('an address is shown without what may be a secret', () => {
  expect(shownUrl('https://h.example/a/m.gguf?token=1')).toBe('https://h.example/a/m.gguf')
})
