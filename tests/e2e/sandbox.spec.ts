import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, launchApp } from '../host/fixture.ts'
import { APP } from './support/app-root.ts'
import { ARTIFACTS, test } from './support/watched-app.ts'

test('the window tells when the app was started without a sandbox, as the AppImage launcher may do', async ({
  userDataDir,
}) => {
  const { page, close } = await launchApp({ root: APP, userDataDir, args: ['--no-sandbox'] })
  const notice = page.getByText(/^Sluice runs without its sandbox/)
  await expect(notice).toBeVisible()
  mkdirSync(ARTIFACTS, { recursive: true })
  await page.screenshot({ path: join(ARTIFACTS, 'without-sandbox.png') })
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(notice).toBeHidden()
  await close()
})
