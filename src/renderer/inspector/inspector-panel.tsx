import { X } from 'lucide-react'
import { Tabs } from 'radix-ui'
import type { ReactNode } from 'react'
import type { PanelTab } from '../state/panel.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { IconButton } from '../ui/button.tsx'
import { DiagnosisTab } from './diagnosis-tab.tsx'
import css from './inspector-panel.module.css'
import { SimulatorTab } from './simulator-tab.tsx'
import { StabilityTab } from './stability-tab.tsx'
import { StreamsTab } from './streams-tab.tsx'

const TABS: { tab: PanelTab; label: string; content: () => ReactNode }[] = [
  { tab: 'streams', label: 'Streams', content: StreamsTab },
  { tab: 'simulator', label: 'Simulator', content: SimulatorTab },
  { tab: 'stability', label: 'Stability test', content: StabilityTab },
  { tab: 'diagnosis', label: 'Diagnosis', content: DiagnosisTab },
]

/** The testers' panel beside the chat: see what happened, provoke it, get a verdict. */
export function InspectorPanel(): ReactNode {
  const { openPanel, closePanel } = useActions()
  const panel = useApp((data) => data.panel)
  if (panel === null) return null
  return (
    <aside className={css['panel']} aria-label="Inspector">
      <Tabs.Root
        className={css['tabs']}
        value={panel}
        onValueChange={(tab) => openPanel(tab as PanelTab)}
        activationMode="manual"
      >
        <div className={css['head']}>
          <Tabs.List className={css['list']} aria-label="Inspector">
            {TABS.map(({ tab, label }) => (
              <Tabs.Trigger key={tab} value={tab} className={css['tab']}>
                {label}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <IconButton label="Close the inspector" onClick={closePanel}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
        {TABS.map(({ tab, content: Content }) => (
          <Tabs.Content key={tab} value={tab} className={css['content']}>
            <Content />
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </aside>
  )
}
