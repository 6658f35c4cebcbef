/** The four branches of the decision tree: what a person sees, and where to look for its cause. */
export type Branch = 'hung' | 'slow' | 'screen' | 'no_logs'

/** `notice`: worth knowing, the promise held. `broken`: a promise was broken or the app failed. */
export type FindingLevel = 'fine' | 'notice' | 'broken'

/** One question put to the log, with its answer in plain words. */
export interface Finding {
  /** A stable name, e.g. `overlap`, `loop_blocked`. */
  check: string
  branch: Branch
  level: FindingLevel
  /** How many times what is asked for was found. */
  count: number
  /** The question in words, e.g. "Did two answers of one chat run at once?". */
  asks: string
  /** The answer in a sentence. */
  says: string
  /** What to do; null when there is nothing to do. */
  advice: string | null
  /** At most five log lines that show it, newest last; free of contents as the log is. */
  evidence: string[]
}

/** `no_evidence`: there is no log, or nothing in it to judge. */
export type DiagnosisVerdict = 'healthy' | 'notices' | 'broken' | 'no_evidence'

export interface Diagnosis {
  verdict: DiagnosisVerdict
  /** The verdict in one sentence. */
  says: string
  /** First and last time in the log, ISO 8601; null when it is empty. */
  period: { from: string; to: string } | null
  /** The files read, oldest first. */
  files: string[]
  lines: number
  /** Lines that are no JSON or have no event; a last line cut by a crash is normal. */
  unreadable: number
  starts: number
  streams: number
  /** In the order of the decision tree; the worst can be anywhere. */
  findings: Finding[]
}
