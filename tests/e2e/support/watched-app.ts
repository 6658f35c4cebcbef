import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LaunchedApp } from '../../host/fixture.ts'
import { expect, launchApp, test as base } from '../../host/fixture.ts'
import { APP, ROOT } from './app-root.ts'
import { ChatPage } from './chat-page.ts'

export const ARTIFACTS = join(ROOT, 'artifacts')

/** The app under watch: whatever its pages complain of fails the spec that made them. */
export interface WatchedApp extends LaunchedApp {
  chat: ChatPage
  /** Watches one more window. */
  watch(page: Page): ChatPage
  complaints: string[]
}

interface Fixtures {
  /** The folder of this spec's data; apps started one after the other share it. */
  userDataDir: string
  /** Starts the app; called again, starts it again on the same data. */
  start: (env?: Record<string, string>) => Promise<WatchedApp>
  app: WatchedApp
  chat: ChatPage
}

export const test = base.extend<Fixtures>({
  // Playwright reads the fixtures a fixture needs from its first parameter; this one needs none.
  // eslint-disable-next-line no-empty-pattern
  userDataDir: async ({}, provide) => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-e2e-'))
    await provide(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  },
  start: async ({ userDataDir }, provide, info) => {
    const started: WatchedApp[] = []
    await provide(async (env) => {
      const app = await watched(await launchApp({ root: APP, userDataDir, ...(env && { env }) }))
      started.push(app)
      return app
    })
    for (const app of started) {
      if (info.status !== info.expectedStatus) {
        await info.attach('app output', { body: app.output(), contentType: 'text/plain' })
      }
      await app.close().catch(() => {})
      expect(app.complaints).toEqual([])
    }
  },
  app: async ({ start }, provide) => provide(await start()),
  chat: async ({ app }, provide) => provide(app.chat),
})

async function watched(launched: LaunchedApp): Promise<WatchedApp> {
  const complaints: string[] = []
  const watch = (page: Page): ChatPage => {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        complaints.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`))
    return new ChatPage(page)
  }
  const chat = watch(launched.page)
  await expect(chat.message).toBeVisible()
  return { ...launched, chat, watch, complaints }
}

/** Pictures that documents show; `SLUICE_PICTURES=1 npm run e2e` makes them anew. */
const IN_DOCUMENTS = [
  'answering-light',
  'answering-dark',
  'inspector-light',
  'inspector-dark',
  'verify-simulator',
  'verify-stability',
  'verify-diagnosis',
  'diagnosis-report-light',
  'models-light',
  'models-dark',
]

/** A picture of the window for people to look at, in artifacts/screens. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(ARTIFACTS, 'screens')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}.png`)
  await page.screenshot({ path, animations: 'disabled' })
  if (process.env['SLUICE_PICTURES'] && IN_DOCUMENTS.includes(name)) {
    copyFileSync(path, join(ROOT, 'docs/pictures', `${name}.png`))
  }
}

/** What axe finds wrong for people who see, hear or steer differently; [] is right. */
export async function axeFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join('; ')})`,
  )
}

export { expect }
