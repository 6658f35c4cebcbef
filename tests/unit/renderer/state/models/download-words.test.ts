// @vitest-environment node
import { expect, test } from 'vitest'
import {
  downloadWords,
  heardOfDownloads,
  shareDownloaded,
  underWayWords,
} from '../../../../../src/renderer/state/models/download-words.ts'
import type { ModelDownload, ModelLibrary } from '../../../../../src/shared/model-library.ts'
import { downloadOf, modelOf } from '../../support/fake-models.ts'

const library = (downloads: ModelDownload[], models = ['old']): ModelLibrary => ({
  folder: '/models',
  own_folder: true,
  free_bytes: null,
  models: models.map((label) => modelOf(label)),
  downloads,
})
const a = (change: Partial<ModelDownload> = {}): ModelDownload => downloadOf('a.gguf', change)

test.each<[Partial<ModelDownload>, string]>([
  [{}, '500 MB of 2.0 GB · 25 MB/s · 1 min left'],
  [{ received_bytes: 1_500_000_000, left_ms: null }, '1.5 of 2.0 GB · 25 MB/s'],
  [{ total_bytes: null, bytes_per_second: null, left_ms: null }, '500 MB'],
  [{ state: 'paused' }, 'Paused · 500 MB of 2.0 GB'],
  [{ state: 'waiting', received_bytes: 0 }, 'Waiting for its turn'],
  [{ state: 'waiting', problem: 'It stalled.' }, '500 MB of 2.0 GB · trying again soon'],
  [{ state: 'checking' }, 'All of it is here and is being checked'],
  [{ state: 'failed', problem: 'The disk is full.' }, 'Stopped · 500 MB of 2.0 GB'],
])('a download with %o says where it stands', (change, words) => {
  expect(downloadWords(a(change))).toBe(words)
})

test('how far it is stays unknown where the server does not say how much there is, and is never more than all', () => {
  expect(shareDownloaded(a({ total_bytes: null }))).toBeNull()
  expect(shareDownloaded(a({ total_bytes: 100, received_bytes: 200 }))).toBe(1)
})

test('a beginning, a quarter more and an end are worth saying, and nothing between', () => {
  const before = library([a({ received_bytes: 400_000_000 })])
  expect(heardOfDownloads(null, before)).toBeNull()
  expect(heardOfDownloads(library([]), before)).toEqual({ text: 'Downloading a.gguf', ended: false })
  expect(heardOfDownloads(before, library([a({ received_bytes: 450_000_000 })]))).toBeNull()
  expect(heardOfDownloads(before, library([a()]))).toEqual({ text: 'a.gguf: 25%', ended: false })
  const failed = library([a({ state: 'failed', problem: 'The disk is full.' })])
  expect(heardOfDownloads(before, failed)).toEqual({
    text: 'a.gguf was not downloaded: The disk is full.',
    ended: true,
  })
  expect(heardOfDownloads(failed, failed)).toBeNull()
})

test('one that is gone is on this computer now, or was called off', () => {
  const before = library([a()])
  expect(heardOfDownloads(before, library([], ['old', 'a']))).toEqual({
    text: 'a is on this computer now.',
    ended: true,
  })
  expect(heardOfDownloads(before, library([]))).toBeNull()
})

test('all that is under way is one figure', () => {
  expect(underWayWords(null)).toBeNull()
  expect(underWayWords(library([a({ state: 'paused' })]))).toBeNull()
  const half = downloadOf('b.gguf', { received_bytes: 1_000_000_000 })
  expect(underWayWords(library([a(), half]))).toBe('37 %')
  expect(underWayWords(library([a({ total_bytes: null })]))).toBe('under way')
})
