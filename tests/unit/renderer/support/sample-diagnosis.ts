import type { Diagnosis, Finding } from '../../../../src/shared/diagnosis.ts'

export function finding(change: Partial<Finding> = {}): Finding {
  return {
    check: 'overlap',
    branch: 'hung',
    level: 'fine',
    count: 0,
    asks: 'Did two answers of one chat run at once?',
    says: 'No.',
    advice: null,
    evidence: [],
    ...change,
  }
}

/** A broken app: one finding to read in each of two branches, the rest fine. */
export function sampleDiagnosis(change: Partial<Diagnosis> = {}): Diagnosis {
  return {
    verdict: 'broken',
    says: 'A promise was broken. One engine did not leave.',
    period: { from: '2026-08-07T10:00:00.000Z', to: '2026-08-07T10:30:00.000Z' },
    files: ['/logs/sluice.log'],
    lines: 1_204,
    unreadable: 0,
    starts: 1,
    streams: 12,
    findings: [
      finding(),
      finding({
        check: 'orphans',
        level: 'broken',
        count: 1,
        asks: 'Did an engine stay even after force?',
        says: 'One did: qwen3:8b.',
        advice: 'Restart the computer.',
        evidence: ['10:00 stream_orphan', '10:01 stream_end'],
      }),
      finding({ check: 'open_without_end', asks: 'Does every answer have its end?', says: 'Yes.' }),
      finding({
        check: 'stalls',
        branch: 'slow',
        level: 'notice',
        count: 2,
        asks: 'Did an engine fall silent?',
        says: 'Twice.',
        evidence: ['10:02 stream_status'],
      }),
    ],
    ...change,
  }
}
