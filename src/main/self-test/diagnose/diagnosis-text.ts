import type { Branch, Diagnosis, DiagnosisVerdict, Finding, FindingLevel } from '../../../shared/diagnosis.ts'
import { duration, sentences, times } from './in-words.ts'

const COLUMNS = 96
const BRANCHES: Record<Branch, string> = {
  hung: 'The app hangs, or Stop does not stop',
  slow: 'Answers are slow',
  screen: 'The screen is wrong, or text is lost',
  no_logs: 'There is nothing in the log',
}
const VERDICTS: Record<DiagnosisVerdict, string> = {
  healthy: '✓ HEALTHY',
  notices: '! WORTH KNOWING',
  broken: '✗ BROKEN',
  no_evidence: '· NOTHING TO JUDGE',
}
const MARKS: Record<FindingLevel, string> = { fine: '✓ fine  ', notice: '! note  ', broken: '✗ BROKEN' }
/** Past the mark. */
const INDENT = ' '.repeat(12)

/** A diagnosis for a terminal or a report: at most 96 columns, apart from words that are longer. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const { verdict, says, findings } = diagnosis
  const branches = Object.entries(BRANCHES).flatMap(([branch, title]) => {
    const own = findings.filter((finding) => finding.branch === branch)
    return own.length === 0 ? [] : ['', title, ...own.flatMap(findingLines)]
  })
  return [
    `Sluice diagnosis   ${VERDICTS[verdict]}`,
    '',
    ...wrap(says, ''),
    '',
    ...factLines(diagnosis),
    ...branches,
  ]
    .map((line) => line.trimEnd())
    .join('\n')
}

function factLines({ files, lines, unreadable, period, starts, streams }: Diagnosis): string[] {
  const [newest, ...older] = files.toReversed()
  const and_older = older.length > 0 && `and ${times(older.length, 'older file')}`
  const torn = unreadable > 0 && `(${unreadable} unreadable)`
  return [
    ...wrap(newest === undefined ? 'no file' : sentences(newest, and_older), 'Log     '),
    ...wrap(sentences(times(lines, 'line'), torn), '        '),
    ...(period ? wrap(periodWords(period), 'Time    ') : []),
    ...wrap(`started ${times(starts, 'time')}, ${times(streams, 'answer')}`, 'App     '),
  ]
}

function periodWords({ from, to }: { from: string; to: string }): string {
  const plain = (time: string): string => time.slice(0, 19).replace('T', ' ')
  return `${plain(from)} to ${plain(to)} UTC (${duration(Date.parse(to) - Date.parse(from))})`
}

function findingLines({ level, asks, says, advice, evidence }: Finding): string[] {
  const mark = `  ${MARKS[level]}  `
  if (level === 'fine') return wrap(`${asks} ${says}`, mark)
  return [
    ...wrap(asks, mark),
    ...wrap(says, INDENT),
    ...(advice ? wrap(advice, `${INDENT}→ `) : []),
    ...evidence.flatMap((line) => wrap(line, `${INDENT}· `)),
  ]
}

/** Breaks a text into lines; those after the first begin below the first one's text. */
function wrap(text: string, before: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && before.length + line.length + 1 + word.length > COLUMNS) {
      lines.push(line)
      line = word
    } else line += line === '' ? word : ` ${word}`
  }
  lines.push(line)
  const below = ' '.repeat(before.length)
  return lines.map((one, index) => `${index === 0 ? before : below}${one}`)
}
