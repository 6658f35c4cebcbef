import type { StreamEvent } from '../../src/shared/stream-event.ts'

/** What a window would be told, in order, with a way to wait for it. */
export class ToldEvents {
  readonly all: StreamEvent[] = []
  #listeners = new Set<(event: StreamEvent) => void>()

  tell(event: StreamEvent): void {
    this.all.push(event)
    for (const listen of this.#listeners) listen(event)
  }

  /** Resolves at the first event, past or coming, that fits. */
  until(fits: (event: StreamEvent) => boolean): Promise<StreamEvent> {
    const past = this.all.find(fits)
    if (past) return Promise.resolve(past)
    return new Promise((resolve) => {
      const listen = (event: StreamEvent): void => {
        if (!fits(event)) return
        this.#listeners.delete(listen)
        resolve(event)
      }
      this.#listeners.add(listen)
    })
  }
}
