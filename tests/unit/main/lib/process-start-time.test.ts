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

test('a process keeps it whatever it calls itself, and has none any more when it is gone', async () => {
  const program = "process.on('message', (name) => { process.title = name; process.send(name) })"
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  await new Promise((resolve) => child.once('spawn', resolve))
  const pid = child.pid ?? 0
  const started = await processStartTime(pid)
  expect(started).not.toBeNull()
  // Linux writes the name between parentheses among the numbers.
  child.send('a ) b (c')
  await new Promise((resolve) => child.once('message', resolve))
  expect(await processStartTime(pid)).toBe(started)
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await exited
  expect(await processStartTime(pid)).toBeNull()
})
