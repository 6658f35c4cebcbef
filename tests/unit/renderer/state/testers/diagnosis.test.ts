import { describe, expect, test } from 'vitest'
import type { Diagnosis } from '../../../../../src/shared/diagnosis.ts'
import type { Bundle, Refusal } from '../../../../../src/shared/ipc-contract.ts'
import { sampleDiagnosis } from '../../support/sample-diagnosis.ts'
import { settled } from '../../support/settled.ts'
import { startedApp } from '../../support/started-app.ts'

const BUNDLE: Bundle = { bundle_id: 'b1', text: 'Sluice diagnostics report\n', file_name: 'x.txt' }
const LOST = 'Sluice did not answer. Try again.'

async function app() {
  const { main, store, actions } = await startedApp()
  return { main, actions, data: () => store.getState().diagnosis }
}

describe('diagnosing', () => {
  test('says that it is under way, and asks main once however often it is pressed', async () => {
    const { main, actions, data } = await app()
    const { promise, resolve } = Promise.withResolvers<Diagnosis>()
    main.handlers['diagnosis:run'] = () => promise
    actions.diagnose()
    actions.diagnose()
    await settled()
    expect(data()).toMatchObject({ running: true, diagnosis: null })
    const diagnosis = sampleDiagnosis()
    resolve(diagnosis)
    await settled()
    expect(data()).toMatchObject({ running: false, refused: null })
    expect(data().diagnosis).toBe(diagnosis)
    expect(main.asked('diagnosis:run')).toHaveLength(1)
  })

  test('keeps the last verdict while the next one is made, and when that fails', async () => {
    const { main, actions, data } = await app()
    const replies: (Diagnosis | Refusal)[] = [sampleDiagnosis(), { refused: 'The log cannot be read.' }]
    main.handlers['diagnosis:run'] = () => replies.shift() ?? { refused: '' }
    actions.diagnose()
    await settled()
    actions.diagnose()
    expect(data().diagnosis).not.toBeNull()
    await settled()
    expect(data()).toMatchObject({ running: false, refused: 'The log cannot be read.' })
    expect(data().diagnosis).not.toBeNull()
  })

  test('of a main that does not answer is a sentence, and can be tried again', async () => {
    const { main, actions, data } = await app()
    main.handlers['diagnosis:run'] = () => Promise.reject(new Error('gone'))
    actions.diagnose()
    await settled()
    expect(data()).toMatchObject({ running: false, refused: LOST })
    main.handlers['diagnosis:run'] = () => sampleDiagnosis()
    actions.diagnose()
    await settled()
    expect(data()).toMatchObject({ refused: null })
  })
})

describe('a report', () => {
  test('is made once, shown, and saved as it is shown', async () => {
    const { main, actions, data } = await app()
    main.handlers['bundle:build'] = () => BUNDLE
    main.handlers['bundle:save'] = () => ({ saved: '/home/zoe/x.txt' })
    actions.buildBundle()
    actions.buildBundle()
    expect(data().building).toBe(true)
    await settled()
    expect(main.asked('bundle:build')).toHaveLength(1)
    expect(data()).toMatchObject({ building: false, bundle: BUNDLE, saved: null })
    actions.saveBundle()
    actions.saveBundle()
    expect(data().saving).toBe(true)
    await settled()
    expect(main.asked('bundle:save')).toEqual([{ bundle_id: 'b1' }])
    expect(data()).toMatchObject({ saving: false, saved: '/home/zoe/x.txt' })
    actions.closeBundle()
    expect(data()).toMatchObject({ bundle: null, saved: '/home/zoe/x.txt' })
  })

  test('of which a person changed their mind is still shown', async () => {
    const { main, actions, data } = await app()
    main.handlers['bundle:build'] = () => BUNDLE
    actions.buildBundle()
    await settled()
    actions.saveBundle()
    await settled()
    expect(data()).toMatchObject({ saving: false, saved: null, bundle_refused: null, bundle: BUNDLE })
  })

  test('that could not be made or saved is a sentence', async () => {
    const { main, actions, data } = await app()
    actions.buildBundle()
    await settled()
    expect(data()).toMatchObject({ building: false, bundle: null, bundle_refused: 'No log in this test.' })
    main.handlers['bundle:build'] = () => BUNDLE
    actions.buildBundle()
    expect(data().bundle_refused).toBeNull()
    await settled()
    main.handlers['bundle:save'] = () => ({ refused: 'The disk is full.' })
    actions.saveBundle()
    await settled()
    expect(data()).toMatchObject({ saving: false, bundle_refused: 'The disk is full.', bundle: BUNDLE })
    main.handlers['bundle:save'] = () => Promise.reject(new Error('gone'))
    actions.saveBundle()
    await settled()
    expect(data()).toMatchObject({ saving: false, bundle_refused: LOST })
  })

  test('that is not shown is not saved', async () => {
    const { main, actions } = await app()
    actions.saveBundle()
    await settled()
    expect(main.asked('bundle:save')).toEqual([])
  })

  test('is what Help > Save a Diagnostics Report shows', async () => {
    const { main, data } = await app()
    main.handlers['bundle:build'] = () => BUNDLE
    main.tell('menu:command', { command: 'bundle' })
    await settled()
    expect(data().bundle).toEqual(BUNDLE)
  })
})
