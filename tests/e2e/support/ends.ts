import { once } from 'node:events'
import type { LaunchedApp } from '../../host/fixture.ts'

/** How long quitting may take, whatever the app is doing. */
export const QUIT_WITHIN_MS = 3_000

/** Quits as a person does, and says how long it took until the app's process was gone. */
export async function quit({ electronApp }: LaunchedApp): Promise<number> {
  const gone = once(electronApp.process(), 'exit')
  const from = performance.now()
  // The reply may not come: the app it would come from is going.
  void electronApp.evaluate(({ app }) => app.quit()).catch(() => {})
  await gone
  return performance.now() - from
}

/** Resolves when its process is gone. */
export async function killed({ electronApp }: Pick<LaunchedApp, 'electronApp'>): Promise<void> {
  const gone = once(electronApp.process(), 'exit')
  electronApp.process().kill('SIGKILL')
  await gone
}
