import type { AppData } from '../app-store.ts'
import { MARK_WORDS, figureWords, outcomeSentence, scenarioRows } from './stability-rows.ts'

/** The result as text to hand on: what was tested, where, and each scenario in a line. */
export function stabilityReport({
  stability,
  version,
  host,
  platform,
}: Pick<AppData, 'stability' | 'version' | 'host' | 'platform'>): string {
  const { started_at, seconds } = stability
  const at = started_at === null ? 'not yet' : new Date(started_at).toISOString()
  const rows = scenarioRows(stability).flatMap(({ name, title, mark, verdict }) => [
    [MARK_WORDS[mark].padEnd(9), name.padEnd(18), title].join('  '),
    ...(verdict ? [`${' '.repeat(31)}${figureWords(verdict)}`] : []),
    ...(verdict?.problems ?? []).map((problem) => `${' '.repeat(31)}${problem}`),
  ])
  return [
    `Sluice ${version} stability test, on ${host}, ${platform}`,
    `started ${at}, took ${seconds} s`,
    outcomeSentence(stability) ?? 'Not played yet.',
    '',
    ...rows,
    '',
    'Left behind means what the test itself made: its engine processes, its parts, their timers, its folder.',
    'npm run verify counts all that its process holds.',
  ].join('\n')
}
