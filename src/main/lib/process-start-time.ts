import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'

const ASK_LIMIT_MS = 5_000

/**
 * When a process started, as text to compare and not to read; null when there is no such process. With it a pid names one
 * process for good. Linux: field 22 of /proc/<pid>/stat (proc(5)); macOS: ps; Windows: PowerShell.
 */
export async function processStartTime(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    try {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
      // The name in parentheses may hold blanks and parentheses; fields are counted from its last one.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' ? null : (fields[19] ?? null)
    } catch {
      return null
    }
  }
  const [command, args]: [string, string[]] =
    process.platform === 'win32'
      ? ['powershell.exe', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`]]
      : ['ps', ['-o', 'lstart=', '-p', String(pid)]]
  return new Promise((resolve) => {
    // A fixed language and time zone: the text is compared with that of another day.
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
    execFile(command, args, { timeout: ASK_LIMIT_MS, env }, (error, stdout) => {
      resolve(error || stdout.trim() === '' ? null : stdout.trim())
    })
  })
}
