import { closeSync, openSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { HeaderQuestion, HeaderReading } from '../../ports.ts'
import { GgufDamage, GgufShort } from './gguf-bytes.ts'
import { inspectGgufHeader } from './gguf-header.ts'
import { factsOf } from './model-facts.ts'

/** A thread for one header: whoever started it ends it when it takes too long. */
parentPort?.postMessage(answer(workerData as HeaderQuestion))

function answer({ path, whole_bytes, model_bytes }: HeaderQuestion): HeaderReading {
  let file: number | null = null
  try {
    file = openSync(path, 'r')
    return { facts: factsOf(inspectGgufHeader(file, whole_bytes ?? undefined), model_bytes) }
  } catch (error) {
    if (error instanceof GgufShort && whole_bytes !== null) return { unfinished: true }
    if (error instanceof GgufDamage) return { problem: `This file ${error.message}.` }
    const { code } = error as NodeJS.ErrnoException
    return { problem: code === 'ENOENT' ? GONE : `This file cannot be read (${code ?? 'no reason told'}).` }
  } finally {
    if (file !== null) closeSync(file)
  }
}

const GONE = 'This file is not there any more.'
