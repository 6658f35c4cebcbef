import { describe, expect, test } from 'vitest'
import { judgeLines } from '../../../../../src/main/self-test/diagnose/diagnose.ts'
import { diagnosisText } from '../../../../../src/main/self-test/diagnose/diagnosis-text.ts'
import { idOf, PlantedLog } from './planted-log.ts'

const textOf = async (log: PlantedLog): Promise<string> => diagnosisText(await log.judge())

describe('a diagnosis as text', () => {
  test('gives the verdict first, then the log, then each branch of the tree with its answers', async () => {
    const text = await textOf(new PlantedLog().start().stream('a').quit())
    expect(text.split('\n').slice(0, 9)).toEqual([
      'Sluice diagnosis   ✓ HEALTHY',
      '',
      'Healthy: 1 answer, each ended once and was released; nothing had to be forced.',
      '',
      'Log     sluice.log',
      '        10 lines',
      'Time    2026-03-01 10:00:00 to 2026-03-01 10:00:00 UTC (90 ms)',
      'App     started 1 time, 1 answer',
      '',
    ])
    const branches = text.split('\n').filter((line) => /^[A-Z]/.test(line))
    expect(branches.slice(-4)).toEqual([
      'The app hangs, or Stop does not stop',
      'Answers are slow',
      'The screen is wrong, or text is lost',
      'There is nothing in the log',
    ])
    expect(text).toContain('  ✓ fine    Did an engine stay even after force? No.')
  })

  test('shows what is broken with its answer, what to do and the lines that show it', async () => {
    const log = new PlantedLog()
      .start()
      .open('a')
      .begin('a')
      .settle('a')
      .open('b')
      .begin('b')
      .end('a')
      .settle('b')
    const text = await textOf(log.end('b').quit())
    expect(text).toContain('Sluice diagnosis   ✗ BROKEN')
    expect(text).toContain(
      '  ✗ BROKEN  Did two answers of one chat run at once?\n            1 time an answer began',
    )
    expect(text).toContain('\n            → This is a fault of Sluice')
    expect(text.match(/\n {12}· 2026-03-01 10:00:00\.\d{3} stream_start/g)).toHaveLength(2)
  })

  test('marks what is worth knowing, and a log with nothing in it', async () => {
    const notices = await textOf(new PlantedLog().start().stream('a').quit('took too long'))
    expect(notices).toContain('Sluice diagnosis   ! WORTH KNOWING')
    expect(notices).toContain('  ! note    Did quitting have to be forced?')
    const nothing = diagnosisText(await judgeLines([]))
    expect(nothing).toContain(
      'Sluice diagnosis   · NOTHING TO JUDGE\n\nThere is no log yet.\n\nLog     no file',
    )
  })

  test('is never wider than 96 columns, and names ids by eight characters', async () => {
    const log = new PlantedLog().start()
    for (let i = 0; i < 9; i++)
      log.stream(`stream ${i}`, {
        how: 'forced',
        release_ms: 600 + i,
        model: `a model with a rather long name ${i}`,
      })
    log.line('uncaught_exception', { message: 'word '.repeat(200), stack: 'at x\n'.repeat(40) })
    const text = await textOf(log)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(96)
    expect(text).not.toMatch(/ $/m)
    expect(text).toContain(`stream_id=${idOf('stream 8').slice(0, 8)}`)
    expect(text).not.toContain(idOf('stream 8'))
    expect(text).not.toContain('at x')
  })

  test('shows at most five lines for one check, the newest last', async () => {
    const log = new PlantedLog().start()
    for (let i = 0; i < 9; i++) log.line('ipc_failed', { name: `request-${i}` })
    const { findings } = await log.judge()
    const evidence = findings.find(({ check }) => check === 'ipc_failed')?.evidence
    expect(evidence?.map((line) => line.slice(-9))).toEqual([4, 5, 6, 7, 8].map((i) => `request-${i}`))
  })

  test('lets nothing of a line act on a terminal', async () => {
    const text = await textOf(
      new PlantedLog().start().line('ipc_failed', { name: '\u001b[31mred\u009b2J\r\n' }),
    )
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  })
})
