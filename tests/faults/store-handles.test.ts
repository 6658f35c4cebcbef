import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '../unit/main/store/temp-store.ts'

const CHILD = fileURLToPath(new URL('./store-handles-child.ts', import.meta.url))

test('after dispose no timer, thread, port or file is left, and the process ends by itself', async () => {
  const file = join(tempFolder(), 'sluice.db')
  // Killed, and so rejected, when something keeps it alive.
  const running = promisify(execFile)(process.execPath, [CHILD, file], { timeout: 20_000 })
  onTestFinished(() => void running.child.kill('SIGKILL'))
  const { stdout } = await running
  const { log, refused, during, left, before, resources_during, resources } = JSON.parse(stdout) as Record<
    string,
    unknown
  >
  expect({ refused, left, resources }).toEqual({ refused: before, left: [], resources: before })
  expect(log).toEqual(['store_opened'])
  expect(resources_during).not.toEqual(before)
  // Only Linux lists the files of a process.
  expect(Number(during) > 0).toBe(process.platform === 'linux')
  expect(readdirSync(dirname(file))).toEqual(['sluice.db'])
})
