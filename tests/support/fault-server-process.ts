import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import type { ExchangeRecord } from './fault-server-exchange.ts'

export interface FaultServerProcess {
  url: string
  records(): Promise<ExchangeRecord[]>
  /** Resolves when the process is gone. */
  stop(): Promise<void>
}

/** The fault server as a program of its own. */
export async function startFaultServerProcess(): Promise<FaultServerProcess> {
  const program = resolve(import.meta.dirname, 'fault-server.ts')
  const child = spawn(process.execPath, [program, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()))
    child.once('exit', (code) => reject(new Error(`the fault server ended with ${code}`)))
  })
  return {
    url,
    records: async () => {
      const answer = await fetch(`${url}/records`, { headers: { connection: 'close' } })
      return ((await answer.json()) as { records: ExchangeRecord[] }).records
    },
    stop: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}
