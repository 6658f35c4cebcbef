import { checksAt, find, PlantedLog } from './planted-log.ts'

/** A fault, and what must be said: the check, its level, and words of the sentence. Nothing else may be broken. */
export type Fault = [
  fault: string,
  plant: (log: PlantedLog) => PlantedLog,
  check: string,
  level: 'notice' | 'broken',
  words: RegExp,
]

/** What is said of a log with this fault in it, after one answer without any. */
export async function judgeFault([, plant, check, level, words]: Fault) {
  const diagnosis = await plant(new PlantedLog().start().stream('before')).judge()
  const { says, advice, count, evidence, level: found } = find(diagnosis, check)
  return {
    level: found,
    broken: checksAt(diagnosis, 'broken'),
    verdict: diagnosis.verdict,
    says: words.test(says) ? 'what it should' : says,
    verdict_says_so: level === 'notice' || diagnosis.says.includes(says),
    is_counted: count > 0,
    is_advised: Boolean(advice),
    is_shown: evidence.length > 0,
  }
}

export function rightJudgement([, , check, level]: Fault): Awaited<ReturnType<typeof judgeFault>> {
  return {
    level,
    broken: level === 'broken' ? [check] : [],
    verdict: level === 'broken' ? 'broken' : 'notices',
    says: 'what it should',
    verdict_says_so: true,
    is_counted: true,
    is_advised: true,
    is_shown: true,
  }
}
