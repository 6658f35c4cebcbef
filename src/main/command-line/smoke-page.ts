import type { WebContents } from 'electron'
import type { SessionId } from '../../shared/ids.ts'
import type { RequestName, Requests } from '../../shared/ipc-contract.ts'
import type { StreamEvent } from '../../shared/stream-event.ts'

/** The app's own page, asked from inside through its bridge: what answers has gone through preload, IPC and back. */
export class SmokePage {
  #contents: WebContents

  constructor(contents: WebContents) {
    this.#contents = contents
  }

  /** Must be called in the tick the window was opened in. Rejects with what kept the page from loading. */
  loaded(): Promise<void> {
    const contents = this.#contents
    return new Promise((resolve, reject) => {
      contents.once('did-finish-load', () => resolve())
      contents.once('did-fail-load', (_event, _number, code) =>
        reject(new Error(`the page does not load: ${code}`)),
      )
      contents.once('preload-error', (_event, path, error) =>
        reject(new Error(`the preload ${path} fails: ${error.message}`)),
      )
      contents.once('render-process-gone', (_event, { reason }) =>
        reject(new Error(`the page's process is gone: ${reason}`)),
      )
    })
  }

  /** Until the page can be written into. Rejects after `within_ms` with what it shows instead. */
  drawn(within_ms: number): Promise<void> {
    return this.#run(`new Promise((resolve, reject) => {
      const until = performance.now() + ${within_ms}
      const look = () => {
        if (typeof window.sluice?.request === 'function' && document.querySelector('main textarea')) resolve()
        else if (performance.now() < until && document.getElementById('root')) setTimeout(look, 20)
        else reject(new Error('it shows no place to write; its bridge is ' + typeof window.sluice +
          ', its text: ' + (document.body?.innerText ?? '').trim().slice(0, 200)))
      }
      look()
    })`)
  }

  /** A request, with its answer. */
  ask<Name extends RequestName>(
    name: Name,
    input: Requests[Name]['input'],
  ): Promise<Requests[Name]['output']> {
    return this.#run(`window.sluice.request(${JSON.stringify(name)}, ${JSON.stringify(input)})`)
  }

  /** Sends a prompt and listens to its stream: every event the page was told, up to its end. */
  answer(session_id: SessionId, prompt: string): Promise<StreamEvent[]> {
    const input = JSON.stringify({ session_id, prompt })
    return this.#run(`new Promise((resolve, reject) => {
      const { session_id, prompt } = ${input}
      const events = []
      const off = window.sluice.on('stream:event', (event) => {
        if (event.session_id !== session_id) return
        events.push(event)
        if (event.type !== 'done') return
        off()
        resolve(events)
      })
      window.sluice.request('stream:open', { session_id, prompt }).then(
        (opened) => 'refused' in opened && reject(new Error(opened.refused)),
        reject,
      )
    })`)
  }

  #run<T>(script: string): Promise<T> {
    return this.#contents.executeJavaScript(script) as Promise<T>
  }
}
