import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SimulatorParameters } from '../../../src/shared/simulator-modes.ts'
import {
  formatSimulatorModel,
  isSimulatorMode,
  modeParameters,
  PARAMETER_FIELDS,
  parameterWords,
  parseSimulatorModel,
  SIMULATOR_MODELS,
  SIMULATOR_MODES,
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

describe('a name made of a mode and numbers', () => {
  const number = fc.oneof(
    fc.nat({ max: 1_000_000 }),
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0 || 0),
  )
  const numbers: fc.Arbitrary<SimulatorParameters> = fc.record({
    rate: number,
    length: number,
    seed: number,
    load_ms: number,
    first_ms: number,
    cleanup_ms: number,
    late: number,
  })

  test('is read back as the same mode and numbers, whatever they are', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SIMULATOR_MODES), numbers, ({ mode }, parameters) => {
        expect(parseSimulatorModel(formatSimulatorModel(mode, parameters))).toEqual({ mode, parameters })
      }),
      { numRuns: 1_000 },
    )
  })

  test('names only the numbers that are not the mode’s own', () => {
    for (const { mode } of SIMULATOR_MODES)
      expect(formatSimulatorModel(mode, modeParameters(mode))).toBe(mode)
    const normal = modeParameters('normal')
    expect(formatSimulatorModel('normal', { ...normal, seed: 7, rate: 1_000 })).toBe(
      'normal?rate=1000&seed=7',
    )
    expect(formatSimulatorModel('flood', { ...modeParameters('flood'), rate: 40 })).toBe('flood?rate=40')
  })

  test('has words for people', () => {
    expect(parameterWords('normal')).toBe('')
    expect(parameterWords('no-such-mode?rate=1')).toBe('')
    expect(parameterWords('normal?rate=1000&seed=7')).toBe('rate 1,000, seed 7')
    expect(parameterWords('normal?load_ms=2500')).toBe('loading 2,500 ms')
    expect(parameterWords('normal?rate=1&seed=2&late=3')).toBe('3 numbers set')
  })
})

test('every number has a field, and each mode’s own lies within its bounds', () => {
  const own = modeParameters('normal')
  expect(PARAMETER_FIELDS.map(({ parameter }) => parameter).toSorted()).toEqual(Object.keys(own).toSorted())
  for (const { mode } of SIMULATOR_MODES) {
    for (const { parameter, min, max } of PARAMETER_FIELDS) {
      const value = modeParameters(mode)[parameter]
      expect(value >= min && value <= max, `${mode} ${parameter}`).toBe(true)
    }
  }
})

test('modes that break nothing are told from those that do', () => {
  expect(SIMULATOR_MODES.filter(({ fault }) => !fault).map(({ mode }) => mode)).toEqual([
    'normal',
    'reasoning',
    'long-document',
    'flood',
    'slow-start',
  ])
})
