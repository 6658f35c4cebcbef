// @vitest-environment node
import { expect, test } from 'vitest'
import { nameModel } from '../../../../../src/renderer/state/models/connections.ts'
import {
  anotherSeed,
  plainSimulator,
  simulatorChoice,
  withMode,
  withOwnNumbers,
  withParameter,
} from '../../../../../src/renderer/state/testers/simulator-choice.ts'
import type { ConnectionId } from '../../../../../src/shared/ids.ts'
import { SIMULATOR } from '../../support/simulator-connection.ts'

const { connection_id } = SIMULATOR
const choiceOf = (model: string) => simulatorChoice(nameModel([SIMULATOR], { connection_id, model }))

function chosen(model: string) {
  const choice = choiceOf(model)
  if (!choice) throw new Error('not the simulator')
  return choice
}

test('the simulator’s mode and numbers are read from the chat’s model', () => {
  expect(choiceOf('normal')).toMatchObject({ mode: 'normal', changed: false, parameters: { rate: 40 } })
  expect(choiceOf('flood?rate=7')).toMatchObject({ mode: 'flood', changed: true, parameters: { rate: 7 } })
  expect(choiceOf('no-such-mode')).toBeNull()
  expect(
    simulatorChoice(nameModel([SIMULATOR], { connection_id: 'x' as ConnectionId, model: 'normal' })),
  ).toBeNull()
  expect(simulatorChoice(null)).toBeNull()
  expect(plainSimulator([SIMULATOR])).toEqual({ connection_id, model: 'normal' })
  expect(plainSimulator([])).toBeNull()
})

test('another mode begins with its own numbers', () => {
  expect(withMode(chosen('normal?rate=1000'), 'flood')).toEqual({ connection_id, model: 'flood' })
})

test('a number is put in, beside those that were set, and taken out by setting the mode’s own', () => {
  const set = withParameter(chosen('normal?seed=7'), 'rate', 1_000)
  expect(set.model).toBe('normal?rate=1000&seed=7')
  expect(withParameter(chosen(set.model), 'rate', 40).model).toBe('normal?seed=7')
  expect(withOwnNumbers(chosen(set.model)).model).toBe('normal')
})

test('another seed is another one', () => {
  for (const seed of [1, 5_000, 9_999]) {
    const same = (seed - 1) / 9_999 + 1e-9
    expect(anotherSeed(seed, () => same)).not.toBe(seed)
    expect(anotherSeed(seed, () => 0.25)).toBe(2_500)
  }
})
