import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** `npm test` kills so often; a soak sets SLUICE_KILLS to more. */
export const KILLS = Number(process.env['SLUICE_KILLS'] ?? 25)

/** Of what takes long. */
export const FEWER_KILLS = Math.ceil(KILLS * 0.4)

export interface Ended {
  /** Everything the child said, a line each. */
  lines: string[]
  signal: NodeJS.Signals | null
  code: number | null
}

/**
 * Starts a child of this folder. `kill_after_ms`: it is killed so long after its first line, unless it has ended by then;
 * null: it is left to end, or to kill itself.
 */
export async function runChild(
  name: string,
  args: readonly string[],
  kill_after_ms: number | null,
): Promise<Ended> {
  const path = fileURLToPath(new URL(name, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  const heard = once(reader, 'close')
  const exited = once(child, 'exit')
  reader.on('line', (line) => lines.push(line))
  if (kill_after_ms !== null) {
    await Promise.race([once(reader, 'line', { signal: AbortSignal.timeout(30_000) }), heard])
    await Promise.race([delay(kill_after_ms), exited])
    child.kill('SIGKILL')
  }
  await Promise.all([heard, exited])
  return { lines, signal: child.signalCode, code: child.exitCode }
}

/** The value below which `part` of the values lie, for a printed figure. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0
}

export function say(figure: string): void {
  console.log(`store: ${figure}`)
}
