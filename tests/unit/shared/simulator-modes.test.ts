import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isSimulatorMode,
  parseSimulatorModel,
  SIMULATOR_MODELS,
} from '../../../src/shared/simulator-modes.ts'

test('every mode of the design is a model that can be chosen, with words for people', () => {
  expect(SIMULATOR_MODELS.map(({ model }) => model)).toEqual([
    'normal',
    'reasoning',
    'long-document',
    'flood',
    'slow-start',
    'slow-cleanup',
    'ignores-cancel',
    'late-tokens',
    'stalls',
    'crash-mid-answer',
    'crash-at-start',
    'blocked-loop',
    'garbage',
    'empty',
    'error',
  ])
  for (const { model, label, detail } of SIMULATOR_MODELS) {
    expect(isSimulatorMode(model)).toBe(true)
    expect(label).not.toBe('')
    expect(detail).not.toBe('')
  }
})

describe('a model’s name', () => {
  test('without parameters has those of its mode', () => {
    expect(parseSimulatorModel('normal')?.parameters).toEqual({
      rate: 40,
      length: 320,
      seed: 1,
      load_ms: 0,
      first_ms: 250,
      cleanup_ms: 0,
      late: 0,
    })
    expect(parseSimulatorModel('flood')?.parameters).toMatchObject({ rate: 100_000, first_ms: 0 })
    expect(parseSimulatorModel('slow-cleanup')?.parameters.cleanup_ms).toBe(5_000)
  })

  test('sets any of them', () => {
    const numbers = { rate: 1_000, length: 5, seed: 7, load_ms: 0, first_ms: 1.5, cleanup_ms: 3, late: 2 }
    const query = Object.entries(numbers).map(([key, value]) => `${key}=${value}`)
    expect(parseSimulatorModel(`late-tokens?${query.join('&')}`)).toEqual({
      mode: 'late-tokens',
      parameters: numbers,
    })
  })

  test.each([
    '',
    'Normal',
    'normal ',
    'constructor',
    '__proto__',
    'toString?rate=1',
    'normal?rate=-1',
    'normal?rate=',
    'normal?rate= ',
    'normal?rate=ten',
    'normal?length=Infinity',
    'normal?rate=1e999',
    'normal?seed=NaN',
    'normal?rate=1,000',
    'normal?nonsense=1',
    'normal?label=1',
    'normal?constructor=1',
    'normal?__proto__=1',
  ])('that is none is refused: “%s”', (model) => {
    expect(parseSimulatorModel(model)).toBeNull()
  })

  test('never gives anything but a known mode and finite numbers from 0 up, and never throws', () => {
    const word = fc.constantFrom(
      'normal',
      'flood',
      '?',
      '&',
      '=',
      'rate',
      'length',
      '1',
      '-',
      'e9',
      '%',
      '+',
      ' ',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join('')),
        ),
        (model) => {
          const parsed = parseSimulatorModel(model)
          if (!parsed) return
          expect(isSimulatorMode(parsed.mode)).toBe(true)
          for (const value of Object.values(parsed.parameters))
            expect(Number.isFinite(value) && value >= 0).toBe(true)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
