import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Bundle, Refusal } from '../../../shared/ipc-contract.ts'
import { whyNot } from '../../lib/why-not.ts'
import { diagnosisText } from '../diagnose/diagnosis-text.ts'
import { buildBundle } from './build-bundle.ts'
import type { BundleFacts } from './bundle-facts.ts'
import { diagnoseScrubbed } from './diagnose-scrubbed.ts'
import { readLogTail } from './read-log-tail.ts'
import { createScrubber } from './scrub-log-line.ts'

/** Shown ones that can still be saved. A window shows one at a time; a few windows may be open. */
const KEPT = 3

export interface BundlesParts {
  /** What is known at the moment of asking, but for what is read here. */
  facts: () => Omit<BundleFacts, 'made_at' | 'diagnosis' | 'log'>
  /** The log's path; its rotated files lie beside it. */
  log_file: string
  /** Brings to the file what the log still holds. */
  flushLog: () => void
  /** Asks the person for a path; null when they changed their mind. */
  askWhere: (file_name: string) => Promise<string | null>
  /** Milliseconds since 1970. */
  wallTime: () => number
}

/** Reports that were built and shown, to be saved exactly as they were shown. */
export class Bundles {
  #parts: BundlesParts
  #shown = new Map<string, Bundle>()

  constructor(parts: BundlesParts) {
    this.#parts = parts
  }

  /** Rejects with a sentence when the log cannot be read. */
  async build(): Promise<Bundle> {
    const { log_file, flushLog, wallTime } = this.#parts
    const facts = this.#parts.facts()
    const made_at = wallTime()
    flushLog()
    const diagnosis = await diagnoseScrubbed(log_file, createScrubber(facts.known))
    const log = await readLogTail(log_file)
    const text = await buildBundle({ ...facts, made_at, diagnosis: diagnosisText(diagnosis), log })
    const bundle = { bundle_id: randomUUID(), text, file_name: fileName(new Date(made_at)) }
    this.#shown.set(bundle.bundle_id, bundle)
    const [oldest] = this.#shown.keys()
    if (oldest !== undefined && this.#shown.size > KEPT) this.#shown.delete(oldest)
    return bundle
  }

  /** Asks where to and writes the text that was shown. null: the person changed their mind. */
  async save(bundle_id: string): Promise<{ saved: string } | Refusal | null> {
    const bundle = this.#shown.get(bundle_id)
    if (!bundle) return { refused: 'This report is not kept any more. Show it again, then save it.' }
    const path = await this.#parts.askWhere(bundle.file_name)
    return path === null ? null : writeWhole(path, bundle.text)
  }
}

/** In local time, which is the one the person remembers. */
function fileName(at: Date): string {
  const two = (figure: number): string => String(figure).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `sluice-diagnostics-${day}-${two(at.getHours())}${two(at.getMinutes())}.txt`
}

/** Beside its place first: what stood there stays until the new text is whole. */
async function writeWhole(path: string, text: string): Promise<{ saved: string } | Refusal> {
  const beside = `${path}.${randomUUID().slice(0, 8)}.part`
  try {
    await writeFile(beside, text, { flag: 'wx' })
    await rename(beside, path)
    return { saved: path }
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {})
    return {
      refused: `Not saved in ${dirname(path)}: ${whyNot(error)}. Choose another place, or copy the text.`,
    }
  }
}
