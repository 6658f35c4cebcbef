import { afterEach, beforeEach, vi } from 'vitest'

/** What jsdom lacks of a browser: modal dialogs, media queries, size observers. Layout itself is left to the e2e specs. */
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
  })
  afterEach(() => vi.unstubAllGlobals())
}
