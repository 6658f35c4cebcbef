import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { processStartTime } from '../../../../src/main/lib/process-start-time.ts'

test('is the same each time it is asked for one process', async () => {
  const first = await processStartTime(process.pid)
  expect(first).not.toBeNull()
  expect(await processStartTime(process.pid)).toBe(first)
})

test('is null for no process', async () => {
  expect(await processStartTime(2 ** 22 + 1)).toBeNull()
})

test('a process with blanks and parentheses in its name has one, and none any more when it is gone', async () => {
  const child = spawn(
    process.execPath,
    ['-e', "process.title = 'a ) b (c'; setInterval(() => {}, 60_000); process.send(1)"],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    },
  )
  await new Promise((resolve) => child.once('message', resolve))
  const pid = child.pid ?? 0
  const started = await processStartTime(pid)
  expect(started).toMatch(process.platform === 'linux' ? /^\d+$/ : /./)
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await exited
  expect(await processStartTime(pid)).toBeNull()
})
