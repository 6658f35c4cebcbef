import type { Branch, Diagnosis, DiagnosisVerdict, Finding, FindingLevel } from '../../../shared/diagnosis.ts'

export const VERDICT_WORDS: Record<DiagnosisVerdict, string> = {
  healthy: 'All fine',
  notices: 'Worth knowing',
  broken: 'Broken',
  no_evidence: 'Nothing to judge',
}

export const LEVEL_WORDS: Record<FindingLevel, string> = {
  fine: 'Fine',
  notice: 'Worth knowing',
  broken: 'Broken',
}

/** What a person sees, in the order of the decision tree. */
const BRANCH_TITLES: Record<Branch, string> = {
  hung: 'It hangs',
  slow: 'It is slow',
  screen: 'The screen does not follow',
  no_logs: 'No logs',
}

/** One branch of the decision tree: what has to be read, and what is fine and can be folded. */
export interface BranchFindings {
  branch: Branch
  title: string
  told: Finding[]
  fine: Finding[]
}

/** The branches that were asked about. */
export function branchesOf({ findings }: Diagnosis): BranchFindings[] {
  const all = Object.entries(BRANCH_TITLES) as [Branch, string][]
  return all
    .map(([branch, title]) => {
      const own = findings.filter((finding) => finding.branch === branch)
      const is_fine = (finding: Finding): boolean => finding.level === 'fine'
      return { branch, title, told: own.filter((one) => !is_fine(one)), fine: own.filter(is_fine) }
    })
    .filter(({ told, fine }) => told.length + fine.length > 0)
}

const counted = (count: number, word: string): string =>
  `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`

/** "7 checks fine". */
export function fineWords(count: number): string {
  return `${counted(count, 'check')} fine`
}

const MOMENTS = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** What the verdict stands on: "12 answers, 2 starts, 1,204 lines; Aug 7, 2026, 9:05 – 10:00 AM". */
export function groundWords({ period, streams, starts, lines, unreadable }: Diagnosis): string {
  const torn = unreadable > 0 ? ` (${unreadable} unreadable)` : ''
  const counts = [counted(streams, 'answer'), counted(starts, 'start'), `${counted(lines, 'line')}${torn}`]
  const times = period ? `; ${MOMENTS.formatRange(new Date(period.from), new Date(period.to))}` : ''
  return `${counts.join(', ')}${times}`
}

/** The verdict and what is to be read, as text to hand on. */
export function diagnosisReport(diagnosis: Diagnosis): string {
  const branches = branchesOf(diagnosis).flatMap(({ title, told, fine }) => [
    '',
    title,
    ...told.flatMap(findingLines),
    ...(fine.length > 0 ? [`  ${fineWords(fine.length)}: ${fine.map(({ check }) => check).join(', ')}`] : []),
  ])
  return [
    `Sluice diagnosis: ${VERDICT_WORDS[diagnosis.verdict].toUpperCase()}`,
    diagnosis.says,
    groundWords(diagnosis),
    ...branches,
  ].join('\n')
}

function findingLines({ level, asks, says, advice, evidence }: Finding): string[] {
  return [
    `  ${LEVEL_WORDS[level].toUpperCase()}: ${asks}`,
    `    ${says}`,
    ...(advice === null ? [] : [`    What to do: ${advice}`]),
    ...evidence.map((line) => `    - ${line}`),
  ]
}
