import { expect, test } from 'vitest'
import {
  branchesOf,
  diagnosisReport,
  fineWords,
  groundWords,
} from '../../../../../src/renderer/state/testers/diagnosis-words.ts'
import { finding, sampleDiagnosis } from '../../support/sample-diagnosis.ts'

test('branches come in the order of the decision tree, what is to be read apart from what is fine', () => {
  const found = [finding({ branch: 'screen' }), ...sampleDiagnosis().findings]
  const branches = branchesOf(sampleDiagnosis({ findings: found }))
  expect(branches.map(({ title }) => title)).toEqual(['It hangs', 'It is slow', 'The screen does not follow'])
  expect(branches[0]?.told.map(({ check }) => check)).toEqual(['orphans'])
  expect(branches[0]?.fine.map(({ check }) => check)).toEqual(['overlap', 'open_without_end'])
  expect(branchesOf(sampleDiagnosis({ findings: [] }))).toEqual([])
})

test('what a verdict stands on is counted', () => {
  expect(groundWords(sampleDiagnosis())).toMatch(
    /^12 answers, 1 start, 1,204 lines; Aug \d, 2026, .*\d.*–.*\d/,
  )
  expect(groundWords(sampleDiagnosis({ streams: 1, starts: 2, lines: 1, unreadable: 3, period: null }))).toBe(
    '1 answer, 2 starts, 1 line (3 unreadable)',
  )
  expect([0, 1, 7].map(fineWords)).toEqual(['0 checks fine', '1 check fine', '7 checks fine'])
})

test('as text it is the verdict, what is to be read with its evidence, and the names of what is fine', () => {
  const [verdict, says, ground, ...rest] = diagnosisReport(sampleDiagnosis()).split('\n')
  expect([verdict, says]).toEqual([
    'Sluice diagnosis: BROKEN',
    'A promise was broken. One engine did not leave.',
  ])
  expect(ground).toBe(groundWords(sampleDiagnosis()))
  expect(rest).toEqual([
    '',
    'It hangs',
    '  BROKEN: Did an engine stay even after force?',
    '    One did: qwen3:8b.',
    '    What to do: Restart the computer.',
    '    - 10:00 stream_orphan',
    '    - 10:01 stream_end',
    '  2 checks fine: overlap, open_without_end',
    '',
    'It is slow',
    '  WORTH KNOWING: Did an engine fall silent?',
    '    Twice.',
    '    - 10:02 stream_status',
  ])
})
