import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string): string => resolve(import.meta.dirname, path)

// Libraries are bundled: what is in out/ is all that runs. But for llama.cpp, which finds its native parts by their place
// (docs/decisions/0013-llama-cpp-stays-outside-the-bundle.md).
export default defineConfig({
  main: {
    build: {
      externalizeDeps: false,
      sourcemap: true,
      rollupOptions: {
        external: ['node-llama-cpp'],
        input: {
          index: at('src/main/index.ts'),
          'engine-process': at('src/main/engines/worker/worker-entry.ts'),
          'store-worker': at('src/main/store/store-worker.ts'),
          'model-header': at('src/main/engines/llama/header-thread.ts'),
          'model-hash': at('src/main/models/hash-thread.ts'),
          'loop-watch': at('src/main/lib/loop-watch-thread.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rollupOptions: {
        input: { index: at('src/preload/index.ts') },
        // A sandboxed preload is no module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    // Relative, because the page is served as app://bundle/ and no address may be absolute.
    base: './',
    plugins: [react()],
    build: {
      minify: true,
      sourcemap: true,
      modulePreload: { polyfill: false },
      rollupOptions: { input: at('src/renderer/index.html') },
    },
  },
})
