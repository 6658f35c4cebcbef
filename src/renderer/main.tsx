import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { bridge } from './bridge/bridge.ts'
import { createApp } from './state/create-app.ts'
import { pageFrames } from './state/streams/page-frames.ts'

const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')
createRoot(root).render(<App app={createApp(bridge(), pageFrames())} />)
