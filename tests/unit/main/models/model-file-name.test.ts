import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  hasOwnHeader,
  numberedName,
  safeModelName,
  seriesOf,
} from '../../../../src/main/models/model-file-name.ts'

describe('a name from the network', () => {
  test.each([
    ['Qwen3-0.6B-Q8_0.gguf', 'Qwen3-0.6B-Q8_0.gguf'],
    ['../../etc/passwd.gguf', 'etc_passwd.gguf'],
    ['..\\..\\x.GGUF', 'x.gguf'],
    ['.hidden.gguf', 'hidden.gguf'],
    ['-rf.gguf', 'rf.gguf'],
    ['con.gguf', 'model-con.gguf'],
    ['COM1.x.gguf', 'model-COM1.x.gguf'],
    ['a:b*c?.gguf', 'a_b_c_.gguf'],
    ['\u202egpj.gguf', 'gpj.gguf'],
    ['Ä ß 模型.gguf', 'Ä ß 模型.gguf'],
    ['ends. .gguf', 'ends.gguf'],
    ['.gguf', 'model.gguf'],
  ])('%j becomes %j', (text, name) => {
    expect(safeModelName(text)).toBe(name)
  })

  test('whatever it is, it is one file name on every system, and stays what it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const name = safeModelName(text)
        expect(name).toMatch(/^[^./\\:*?"<>|\p{C}-][^/\\:*?"<>|\p{C}]*\.gguf$/u)
        expect(Buffer.byteLength(numberedName(`${name}.part`, 99))).toBeLessThan(255)
        expect(safeModelName(name)).toBe(name)
      }),
    )
  })
})

test('a model in several files is known by the name of each', () => {
  const names = ['m-00001-of-00003.gguf', 'm-00002-of-00003.gguf', 'm-00003-of-00003.gguf']
  expect(seriesOf('m-00002-of-00003.gguf')).toEqual(names)
  expect(names.map(hasOwnHeader)).toEqual([true, false, false])
  expect(seriesOf('m.gguf')).toEqual(['m.gguf'])
  expect(seriesOf('m-00001-of-99999.gguf')).toEqual(['m-00001-of-99999.gguf'])
})
