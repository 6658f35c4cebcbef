import type { Display, Screen } from 'electron'
import { type EmitterKeys, KnownEvents } from './emitter.ts'
import { strict } from './strict.ts'

const AREA = { x: 0, y: 0, width: 1920, height: 1080 }
const DISPLAY = strict<Display>('display', {
  id: 1,
  label: 'Host display',
  bounds: AREA,
  workArea: AREA,
  size: { width: AREA.width, height: AREA.height },
  workAreaSize: { width: AREA.width, height: AREA.height },
  scaleFactor: 1,
  rotation: 0,
  internal: false,
} satisfies Partial<Display>)

/** One display of fixed size, whatever the machine has. */
class ScreenDouble extends KnownEvents implements Partial<Omit<Screen, EmitterKeys>> {
  constructor() {
    super('screen', [], ['display-added', 'display-removed', 'display-metrics-changed'])
  }

  getPrimaryDisplay = () => DISPLAY
  getAllDisplays = () => [DISPLAY]
  getDisplayMatching = () => DISPLAY
  getDisplayNearestPoint = () => DISPLAY
  getCursorScreenPoint = () => ({ x: 0, y: 0 })
}

export const screen = strict<Screen>('screen', new ScreenDouble())
