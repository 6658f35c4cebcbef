import { afterEach, beforeEach, vi } from 'vitest'

/**
 * What jsdom lacks of a browser: modal dialogs, media queries, size observers, and a height of everything, so that lists draw
 * what is in view. Layout itself is left to the e2e specs.
 */
export const VIEW_HEIGHT_PX = 700

export function stubPage(): void {
  beforeEach(() => {
    vi.stubGlobal('matchMedia', (media: string) => ({
      matches: false,
      media,
      addEventListener: () => {},
      removeEventListener: () => {},
    }))
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe(): void {}
        unobserve(): void {}
        disconnect(): void {}
      },
    )
    HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
      this.setAttribute('open', '')
    }
    HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
      this.removeAttribute('open')
    }
    Element.prototype.scrollIntoView = () => {}
    vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(VIEW_HEIGHT_PX)
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })
}
