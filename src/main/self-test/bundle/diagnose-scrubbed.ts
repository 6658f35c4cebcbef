import { basename } from 'node:path'
import type { Diagnosis } from '../../../shared/diagnosis.ts'
import { judgeLines } from '../diagnose/diagnose.ts'
import { openLog } from '../diagnose/read-log.ts'
import type { ScrubLine } from './scrub-log-line.ts'

/** How each line of the log begins (lib/log-file.ts): a whole line may be glued to a torn one. */
const BEGINNING = '{"time":"'

/**
 * The diagnosis for a report: judged from scrubbed lines, so that what it quotes and names was scrubbed as well. Rejects
 * with a sentence when the log cannot be read.
 */
export async function diagnoseScrubbed(log_file: string, scrub: ScrubLine): Promise<Diagnosis> {
  const log = await openLog(log_file)
  try {
    return await judgeLines(
      scrubbed(log.lines(), scrub),
      log.files.map((path) => basename(path)),
    )
  } finally {
    await log.close()
  }
}

async function* scrubbed(
  lines: AsyncIterable<string | null>,
  scrub: ScrubLine,
): AsyncGenerator<string | null, void, undefined> {
  for await (const line of lines) {
    if (line === null) {
      yield null
      continue
    }
    if (line.trim() === '') continue
    const clean = scrub(line)
    if (clean !== null) yield clean
    else {
      const from = line.lastIndexOf(BEGINNING)
      // It still counts as torn, and what is whole of it still counts as a line.
      yield `torn ${(from > 0 ? scrub(line.slice(from)) : null) ?? ''}`
    }
  }
}
