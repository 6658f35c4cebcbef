import type { DiagnosisVerdict, Finding } from '../../../shared/diagnosis.ts'
import { times } from './in-words.ts'

const HANGS: ReadonlySet<string> = new Set([
  'loop_blocked',
  'renderer_unresponsive',
  'store_blocked',
  'app_crashed',
])
const PROMISES: ReadonlySet<string> = new Set([
  'overlap',
  'open_without_end',
  'settled_not_released',
  'forced_release',
  'orphans',
  'save_failures',
])

/** What the findings come to, in one sentence or two, as a person would say it. `running`: when the log ends. */
export function verdictOf(
  findings: readonly Finding[],
  { lines, streams, starts, running }: { lines: number; streams: number; starts: number; running: number },
): { verdict: DiagnosisVerdict; says: string } {
  const broken = findings.filter(({ level }) => level === 'broken')
  const [worst] = broken
  if (worst) {
    const says = `${what(worst)} ${worst.says}${andMore(broken.length - 1, 'broken')}`
    return { verdict: 'broken', says }
  }
  if (lines === 0) return { verdict: 'no_evidence', says: findings[0]?.says ?? 'There is no log.' }
  if (streams === 0) {
    const says = `Nothing to judge yet: the app was started ${times(starts, 'time')}, and nothing was asked.`
    return { verdict: 'no_evidence', says }
  }
  const notices = findings.filter(({ level }) => level === 'notice')
  const [first] = notices
  if (first) {
    const says = `Nothing is broken in ${times(streams, 'answer')}. Worth knowing: ${first.says}${andMore(notices.length - 1, 'worth knowing')}`
    return { verdict: 'notices', says }
  }
  // A process that still loads can be ended in no other way; the inspector counts it as forced.
  const loading = findings.find(({ check }) => check === 'forced_release')?.count ?? 0
  const but = loading > 0 ? `but ${times(loading, 'engine')} stopped while loading ` : ''
  const says = `Healthy: ${times(streams, 'answer')}, ${endings(streams, running)}; nothing ${but}had to be forced.`
  return { verdict: 'healthy', says }
}

function endings(streams: number, running: number): string {
  if (running === 0) return 'each ended once and was released'
  const over = streams - running
  if (over <= 0) return streams === 1 ? 'still running' : 'all still running'
  const others = over === 1 ? 'the other one ended once and was' : 'the others each ended once and were'
  return `${running} of them still running, ${others} released`
}

function what({ check }: Finding): string {
  if (HANGS.has(check)) return 'The app hung.'
  return PROMISES.has(check) ? 'A promise was broken.' : 'The app failed.'
}

function andMore(count: number, what: string): string {
  return count > 0 ? ` (And ${count} more ${what}.)` : ''
}
