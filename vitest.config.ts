import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** A busy machine is no fault of the code: what hangs ends all the same. */
const TEST_WITHIN_MS = 30_000
/** How long `expect.poll` waits for what must come. */
const patient = { poll: { timeout: 20_000 } }

export default defineConfig({
  test: {
    // On two cores the default leaves one idle.
    maxWorkers: '100%',
    // V8 keeps a book of its code pages for processors with protection keys, loses count when threads come and go, and ends the
    // process with `Check failed: jit_page.has_value()`: seen once here, known elsewhere (nodejs/node#64500 and its kin).
    execArgv: ['--no-memory-protection-keys'],
    projects: [
      {
        test: {
          name: 'main',
          environment: 'node',
          testTimeout: TEST_WITHIN_MS,
          expect: patient,
          include: [
            'tests/unit/{main,shared,build,scripts}/**/*.test.ts',
            'tests/architecture/**/*.test.ts',
            'tests/properties/**/*.test.ts',
          ],
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'renderer',
          environment: 'jsdom',
          testTimeout: TEST_WITHIN_MS,
          expect: patient,
          include: ['tests/unit/{preload,renderer}/**/*.test.{ts,tsx}'],
        },
      },
      {
        test: {
          name: 'faults',
          environment: 'node',
          include: ['tests/faults/**/*.test.ts'],
          // Real processes and sockets on two cores: one file at a time, and time enough on a busy machine.
          fileParallelism: false,
          testTimeout: 60_000,
          expect: patient,
        },
      },
    ],
  },
})
