import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { test as base } from '../fixture.ts'

export { expect, host } from '../fixture.ts'

export const fixtureRoot = join(import.meta.dirname, '..', 'fixture-app')

/** One fresh fixture app per spec. */
export const test = base.extend<{ userDataOf: string }>({
  appRoot: fixtureRoot,
  userDataOf: async ({ launched }, provide) => provide(launched.userDataDir),
})

/** What the fixture's main noted so far, in order. */
export function mainLog(electronApp: ElectronApplication): Promise<unknown[]> {
  return electronApp.evaluate(() => Reflect.get(globalThis, 'log') as unknown[])
}

/** True until the process is gone, also for one that is a zombie of somebody else. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
