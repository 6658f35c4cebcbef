// @ts-check
'use strict'

// The pieces that the isolated world is put together from. Injected in the page, so it may require nothing.

/** Members that are not there throw, as in the host's own strict.ts. @param {string} name @param {object} target */
const strict = (name, target) =>
  new Proxy(target, {
    get(object, key) {
      if (typeof key === 'string' && key !== 'then' && key !== 'toJSON' && !(key in object)) {
        throw new Error(
          `host chromium: ${name}.${key} is not available in the double; add it to tests/host and to conformance.spec.ts`,
        )
      }
      return Reflect.get(object, key)
    },
  })

/**
 * ipcRenderer: an emitter whose listeners cannot break each other, plus send and invoke.
 * @param {(message: object) => void} send @param {(value: unknown) => any} encode @param {(port: MessagePort) => string} give
 */
const makeIpcRenderer = (send, encode, give) => {
  /** @typedef {{ listener: (...args: any[]) => void, once: boolean }} Entry */
  /** @type {Map<string, Entry[]>} */
  const listeners = new Map()
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  const invokes = new Map()
  let lastInvoke = 0

  /** @param {string} channel @param {Entry} entry */
  const add = (channel, entry) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), entry])
    return api
  }
  /** @param {string} channel @param {Entry['listener']} listener */
  const remove = (channel, listener) => {
    const list = listeners.get(channel) ?? []
    const index = list.findLastIndex((entry) => entry.listener === listener)
    if (index >= 0) listeners.set(channel, list.toSpliced(index, 1))
    return api
  }
  /** @param {string} channel @param {any[]} args */
  const emit = (channel, ...args) => {
    for (const entry of listeners.get(channel) ?? []) {
      if (entry.once) remove(channel, entry.listener)
      try {
        entry.listener(...args)
      } catch (error) {
        reportError(error)
      }
    }
  }

  const api = {
    on: (/** @type {string} */ channel, /** @type {any} */ listener) =>
      add(channel, { listener, once: false }),
    once: (/** @type {string} */ channel, /** @type {any} */ listener) =>
      add(channel, { listener, once: true }),
    addListener: (/** @type {string} */ channel, /** @type {any} */ listener) =>
      add(channel, { listener, once: false }),
    off: remove,
    removeListener: remove,
    removeAllListeners(/** @type {string | undefined} */ channel) {
      if (channel === undefined) listeners.clear()
      else listeners.delete(channel)
      return api
    },
    listenerCount: (/** @type {string} */ channel) => listeners.get(channel)?.length ?? 0,
    send: (/** @type {string} */ channel, /** @type {any[]} */ ...args) =>
      send({ type: 'send', channel, args: encode(args) }),
    postMessage(
      /** @type {string} */ channel,
      /** @type {unknown} */ message,
      /** @type {MessagePort[]} */ transfer = [],
    ) {
      send({ type: 'send', channel, args: encode([message]), ports: transfer.map(give) })
    },
    invoke: (/** @type {string} */ channel, /** @type {any[]} */ ...args) =>
      new Promise((resolve, reject) => {
        const wire = encode(args)
        const id = ++lastInvoke
        invokes.set(id, { resolve, reject })
        send({ type: 'invoke', id, channel, args: wire })
      }),
  }

  /** @param {any} reply @param {(wire: any) => any} decode */
  const settle = (reply, decode) => {
    const waiting = invokes.get(reply.id)
    invokes.delete(reply.id)
    if (reply.error === undefined) waiting?.resolve(decode(reply.value))
    else waiting?.reject(new Error(reply.error))
  }
  return { api, emit, settle }
}

/**
 * Real MessagePorts of this page, wired by number to ports that live in the host.
 * @param {(message: object) => void} send @param {(value: unknown) => any} encode @param {(wire: any) => any} decode
 */
const makePorts = (send, encode, decode) => {
  /** @type {Map<string, MessagePort>} */
  const ends = new Map()
  let lastPort = 0

  /** @param {string} id @param {MessagePort} port */
  const wire = (id, port) => {
    ends.set(id, port)
    port.addEventListener('message', (event) => {
      send({ type: 'port', id, data: encode(event.data), ports: event.ports.map(give) })
    })
    port.addEventListener('close', () => {
      if (ends.delete(id)) send({ type: 'port-close', id })
    })
    port.start()
  }
  /** A port of the page goes to the host: its number. @param {MessagePort} port */
  const give = (port) => {
    const id = `page${++lastPort}`
    wire(id, port)
    return id
  }
  /** A port of the host comes to the page. @param {string} id */
  const take = (id) => {
    const channel = new MessageChannel()
    wire(id, channel.port1)
    return channel.port2
  }
  /** @param {any} message */
  const receive = (message) => {
    const port = ends.get(message.id)
    if (message.type === 'port') port?.postMessage(decode(message.data), message.ports.map(take))
    else if (message.type === 'port-close') {
      ends.delete(message.id)
      port?.close()
    }
  }
  return { give, take, receive }
}

/** Tells the host the document's title, now and whenever it changes. @param {(message: object) => void} send */
const watchTitle = (send) => {
  const tell = () => send({ type: 'title', title: document.title })
  const watch = () => {
    tell()
    new MutationObserver(tell).observe(document.head, {
      childList: true,
      subtree: true,
      characterData: true,
    })
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', watch)
  else watch()
}

module.exports = { strict, makeIpcRenderer, makePorts, watchTitle }
