import react from '@vitejs/plugin-react'
import { join } from 'node:path'
import { build, preview } from 'vite'

const PAGE = join(import.meta.dirname, 'page')

/** SharedArrayBuffer, by which the feed is stopped, is only there in a page isolated like this. */
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

export interface BuiltPage {
  url: string
  close: () => Promise<void>
}

/** The bench's page with all contestants, built as the app's own page is and served on this computer alone. */
export async function servePage(outDir: string): Promise<BuiltPage> {
  const shared = { root: PAGE, configFile: false as const, logLevel: 'warn' as const }
  await build({
    ...shared,
    base: './',
    plugins: [react()],
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, minify: true, target: 'esnext', chunkSizeWarningLimit: 10_000 },
  })
  const server = await preview({
    ...shared,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, headers: ISOLATED },
  })
  const url = server.resolvedUrls?.local[0]
  if (!url) throw new Error('the page is not served')
  return { url, close: () => server.close() }
}
