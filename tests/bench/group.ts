import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Figure } from './figure.ts'

export interface BenchOptions {
  /** A smoke run: everything once around, with few samples. */
  quick: boolean
  /** An empty folder on the disk of the repository (a temporary folder may be in memory), removed at the end. */
  scratch: string
}

export type Measurement = (options: BenchOptions) => Promise<Figure[]>

/** What a group tells the program that started it. */
export type GroupMessage = { figure: Figure } | { failed: string }

const ARTIFACTS = resolve(import.meta.dirname, '../../artifacts')

/** Runs measurements one after the other in this process. One that fails is told, and the others still run. */
export async function runGroup(measurements: readonly Measurement[]): Promise<void> {
  const quick = process.argv.includes('--quick')
  mkdirSync(ARTIFACTS, { recursive: true })
  const folder = mkdtempSync(join(ARTIFACTS, 'bench-'))
  // At the exit, whatever leads there: a run that is cut short leaves nothing either.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  const leave = (): void => process.exit(130)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, leave)
  process.on('disconnect', leave)

  for (const measure of measurements) {
    const scratch = mkdtempSync(join(folder, 'run-'))
    try {
      for (const figure of await measure({ quick, scratch })) tell({ figure })
    } catch (error) {
      tell({
        failed: `${measure.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      })
    }
  }
  process.off('disconnect', leave)
  if (process.connected) process.disconnect()
}

function tell(message: GroupMessage): void {
  if (process.send) process.send(message)
  else process.stdout.write(`${JSON.stringify(message, null, 2)}\n`)
}
