import type { SessionSummary } from '../../../src/shared/session.ts'
import type { Bridge } from '../../../src/shared/ipc-contract.ts'
import type { LaunchedApp } from '../../host/fixture.ts'

export type Change = 'pin' | 'rename' | 'activity'

/** The news of a change that main tells every window, and of how it was before. */
const NEWS: Record<Change, (session: SessionSummary) => [name: string, changed: object, before: object]> = {
  pin: (session) => ['session:changed', { ...session, pinned: true }, session],
  rename: (session) => ['session:changed', { ...session, title: 'Another name' }, session],
  activity: ({ session_id }) => [
    'session:activity',
    { session_id, activity: 'active' },
    { session_id, activity: 'idle' },
  ],
}

/** Milliseconds of the page's main thread that one such change costs, what an idle page does in the same time aside. */
export async function mainThreadTime(app: LaunchedApp, change: Change, times: number): Promise<number> {
  const session = await sessionInView(app)
  const devtools = await app.page.context().newCDPSession(app.page)
  // What the thread itself used: other programs on a busy machine are not in it.
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const taskTime = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return (metrics.find((one) => one.name === 'TaskDuration')?.value ?? Number.NaN) * 1_000
  }
  const [channel, ...news] = NEWS[change](session)
  const before = await taskTime()
  await tell(app, { channel: 'bench:nothing', news, times })
  const idle = await taskTime()
  await tell(app, { channel, news, times })
  const busy = await taskTime()
  await devtools.detach()
  return (busy - idle - (idle - before)) / times
}

/** The fifth of the list, as main knows it. */
async function sessionInView({ page }: LaunchedApp): Promise<SessionSummary> {
  const title = await page.locator('nav [data-row]').nth(4).getAttribute('title')
  const session = await page.evaluate(async (wanted) => {
    const { sessions } = await (window as unknown as { sluice: Bridge }).sluice.request('app:state', null)
    return sessions.find((one) => one.title === wanted)
  }, title)
  if (!session) throw new Error('no row to change')
  return session
}

/** Tells the page two pieces of news in turns, each of them when the one before is drawn. */
function tell(
  { electronApp }: LaunchedApp,
  what: { channel: string; news: object[]; times: number },
): Promise<void> {
  return electronApp.evaluate(async ({ BrowserWindow }, { channel, news, times }) => {
    const [window] = BrowserWindow.getAllWindows()
    const drawn =
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))'
    for (let i = 0; i < times; i++) {
      window?.webContents.send(channel, news[i % news.length])
      await window?.webContents.executeJavaScript(drawn)
    }
  }, what)
}
