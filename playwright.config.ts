import { defineConfig } from '@playwright/test'

/** The built app, through a person's eyes and hands. E2E_HOST chooses the host (tests/host/README.md). */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'artifacts/e2e',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // One window at a time: two share the machine's frames, and a person has one pair of eyes.
  workers: 1,
  // Where nobody watches a stalled machine: what fails twice fails, what fails once is told as flaky.
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: true,
  reporter: [['list']],
})
