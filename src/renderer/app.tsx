import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { ChatView } from './chat/chat-view.tsx'
import { RoomDialog } from './chat/make-room.tsx'
import { ConnectionsDialog } from './engines/connections-dialog.tsx'
import { ModelPicker } from './engines/model-picker.tsx'
import { InspectorPanel } from './inspector/inspector-panel.tsx'
import { FileDrop } from './models/file-drop.tsx'
import { ModelsDialog } from './models/models-dialog.tsx'
import { SearchDialog } from './search/search-dialog.tsx'
import { Sidebar } from './sessions/sidebar.tsx'
import { ChatSettingsDialog } from './settings/chat-settings-dialog.tsx'
import { ChatsDialog } from './settings/chats-dialog.tsx'
import { ExportDialog } from './settings/export-dialog.tsx'
import { SettingsDialog } from './settings/settings-dialog.tsx'
import { GateCounters, Heard } from './shell/heard.tsx'
import { PrintNote } from './shell/print-note.tsx'
import { Toasts } from './shell/toasts.tsx'
import { useLeaving } from './shell/use-leaving.ts'
import { usePage } from './shell/use-page.ts'
import { useShortcuts } from './shell/use-shortcuts.ts'
import { StartFailure, WindowFrame } from './shell/window-frame.tsx'
import type { App as SluiceApp } from './state/create-app.ts'
import { AppProvider, useApp } from './state/use-app.ts'
import { DialogLayer } from './ui/dialog-layer.tsx'

/** The window: introduces the features to each other. */
export function App({ app }: { app: SluiceApp }): ReactNode {
  useEffect(() => app.start(), [app])
  return (
    <AppProvider value={app}>
      <DialogLayer>
        <Window />
      </DialogLayer>
    </AppProvider>
  )
}

function Window(): ReactNode {
  usePage()
  useLeaving()
  useShortcuts()
  const phase = useApp((data) => data.phase)
  const dialog = useApp((data) => data.dialog)
  const panel = useApp((data) => data.panel !== null)
  if (phase === 'failed') return <StartFailure />
  return (
    <>
      <WindowFrame sidebar={<Sidebar />} panel={panel ? <InspectorPanel /> : null}>
        <ChatView picker={<ModelPicker />} notices={<Toasts />} />
      </WindowFrame>
      {dialog === 'settings' ? <SettingsDialog /> : null}
      {dialog === 'chat' ? <ChatSettingsDialog /> : null}
      {dialog === 'search' ? <SearchDialog /> : null}
      {dialog === 'connections' ? <ConnectionsDialog /> : null}
      {dialog === 'chats' ? <ChatsDialog /> : null}
      {dialog === 'export' ? <ExportDialog /> : null}
      {dialog === 'models' ? <ModelsDialog /> : null}
      {dialog === 'room' ? <RoomDialog /> : null}
      <FileDrop />
      <Heard />
      <GateCounters />
      <PrintNote />
    </>
  )
}
