// @vitest-environment node
import { expect, test } from 'vitest'
import { readSource } from '../../../../../src/renderer/state/models/model-source.ts'

test('a repository is its owner and name, as typed or as a browser shows it', () => {
  const whole = { kind: 'repository', repository: 'Qwen/Qwen3-4B-GGUF', file: null }
  const written = [
    ' Qwen/Qwen3-4B-GGUF ',
    'https://huggingface.co/Qwen/Qwen3-4B-GGUF',
    'https://huggingface.co/Qwen/Qwen3-4B-GGUF/',
    'https://huggingface.co/Qwen/Qwen3-4B-GGUF/tree/main',
    'https://hf.co/Qwen/Qwen3-4B-GGUF/blob/main/README.md',
  ]
  for (const text of written) expect([text, readSource(text)]).toEqual([text, whole])
})

test('the page of a file of the hub is that file', () => {
  const file = { kind: 'repository', repository: 'o/n', file: 'a b/m.gguf' }
  expect(readSource('https://huggingface.co/o/n/blob/main/a%20b/m.gguf')).toEqual(file)
  expect(readSource('https://huggingface.co/o/n/resolve/main/a%20b/m.gguf?download=true')).toEqual(file)
  expect(readSource('https://huggingface.co/o/n/blob/abc123/m.gguf')).toEqual({
    kind: 'address',
    url: 'https://huggingface.co/o/n/resolve/abc123/m.gguf',
  })
})

test('any other address must be that of a model file, by https unless it is this computer', () => {
  for (const url of ['https://a.test/m.gguf', 'https://a.test/M.GGUF?key=1', 'http://127.0.0.1:8000/m.gguf'])
    expect(readSource(url)).toEqual({ kind: 'address', url })
  expect(readSource('')).toEqual({ kind: 'none' })
  const wrong = ['qwen', 'a/b/c', 'http://a.test/m.gguf', 'https://a.test/', 'ftp://a.test/m.gguf', '../etc']
  for (const text of [
    ...wrong,
    'https://huggingface.co/models',
    'https://huggingface.co/o/n/blob/main/%zz.gguf',
  ])
    expect([text, readSource(text).kind]).toEqual([text, 'wrong'])
})
