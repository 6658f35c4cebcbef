import type { NativeTheme } from 'electron'
import type { PageTarget } from '../browser/page-target.ts'
import { type EmitterKeys, KnownEvents } from './emitter.ts'
import { strict } from './strict.ts'

type Source = NativeTheme['themeSource']

/** The theme main asked for; pages see it as prefers-color-scheme. The system's own theme counts as light. */
class NativeThemeDouble extends KnownEvents implements Partial<Omit<NativeTheme, EmitterKeys>> {
  shouldUseHighContrastColors = false
  shouldUseInvertedColorScheme = false
  shouldUseDarkColorsForSystemIntegratedUI = false
  prefersReducedTransparency = false
  inForcedColorsMode = false
  #source: Source = 'system'

  constructor() {
    super('nativeTheme', ['updated'])
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark'
  }

  get themeSource(): Source {
    return this.#source
  }

  set themeSource(source: Source) {
    if (!['system', 'light', 'dark'].includes(source))
      throw new TypeError(`Error processing argument at index 0`)
    const changed = source !== this.#source
    this.#source = source
    if (changed) this.emit('updated')
  }
}

export const nativeThemeDouble = new NativeThemeDouble()
export const nativeTheme = strict<NativeTheme>('nativeTheme', nativeThemeDouble)

export async function emulateTheme(page: PageTarget): Promise<void> {
  const source = nativeThemeDouble.themeSource
  const value = source === 'system' ? '' : source
  await page.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] })
}
