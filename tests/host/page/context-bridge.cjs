// @ts-check
'use strict'
// One end of the context bridge. The same function runs in the page's main world and in the preload's isolated
// world; the two ends talk through events with secret names, which the engine dispatches synchronously and
// whose `detail` it clones from world to world. Functions and promises travel as numbered references.

/**
 * @typedef {{ type: string } & Record<string, any>} BridgeMessage
 * @typedef {{ emit: (message: BridgeMessage) => void, wrap: (value: unknown) => unknown }} BridgeEnd
 */

/**
 * @param {string} incoming name of the events this end listens for
 * @param {string} outgoing name of the events the other end listens for
 * @param {(message: any, unwrap: (value: any) => any) => void} onOther messages that are not the bridge's own
 * @returns {BridgeEnd}
 */
function contextBridgeEnd(incoming, outgoing, onOther) {
  const TAG = '\u0000bridge'
  // Kept now, because the page may replace them later.
  const Event = CustomEvent
  const dispatch = window.dispatchEvent.bind(window)
  /** @type {Map<number, Function>} */
  const functions = new Map()
  /** @type {WeakMap<Function, number>} */
  const functionIds = new WeakMap()
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: any) => void }>} */
  const promises = new Map()
  /** @type {Map<number, { value?: any, error?: any, failed: boolean }>} */
  const returned = new Map()
  let lastId = 0

  /** @param {BridgeMessage} message */
  const emit = (message) => void dispatch(new Event(outgoing, { detail: message }))

  /** @param {any} value @param {Map<object, unknown>} [seen] @returns {any} */
  const wrap = (value, seen = new Map()) => {
    if (typeof value === 'function') return { [TAG]: 'function', id: idOf(value) }
    if (typeof value === 'symbol') throw new TypeError('Symbols cannot cross the context bridge')
    if (value === null || typeof value !== 'object') return value
    if (seen.has(value)) return seen.get(value)
    if (value instanceof Promise) return wrapPromise(value)
    if (value instanceof Error)
      return { [TAG]: 'error', name: value.name, message: value.message, stack: value.stack }
    if (Array.isArray(value)) {
      /** @type {any[]} */
      const copy = []
      seen.set(value, copy)
      for (const item of value) copy.push(wrap(item, seen))
      return copy
    }
    if (!isPlain(value)) return value // Map, Date, typed arrays, Blob, File: the engine clones them
    /** @type {Record<string, any>} */
    const copy = {}
    seen.set(value, copy)
    for (const key of Object.keys(value)) copy[key] = wrap(value[key], seen)
    return copy
  }

  /** @param {Promise<any>} promise */
  const wrapPromise = (promise) => {
    const id = ++lastId
    promise.then(
      (value) => emit({ type: 'settled', id, failed: false, value: wrap(value) }),
      (error) => emit({ type: 'settled', id, failed: true, error: wrap(error) }),
    )
    return { [TAG]: 'promise', id }
  }

  /** @param {Function} fn */
  const idOf = (fn) => {
    const known = functionIds.get(fn)
    if (known) return known
    const id = ++lastId
    functionIds.set(fn, id)
    functions.set(id, fn)
    return id
  }

  /** @param {any} value @returns {any} */
  const unwrap = (value) => {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(unwrap)
    switch (value[TAG]) {
      case 'function':
        return (/** @type {any[]} */ ...args) => call(value.id, args)
      case 'promise':
        return new Promise((resolve, reject) => promises.set(value.id, { resolve, reject }))
      case 'error':
        return Object.assign(new Error(value.message), { stack: value.stack })
    }
    if (!isPlain(value)) return value
    return Object.fromEntries(Object.keys(value).map((key) => [key, unwrap(value[key])]))
  }

  /** @param {object} value */
  const isPlain = (value) => Object.prototype.toString.call(value) === '[object Object]'

  /** @param {number} fn @param {any[]} args */
  const call = (fn, args) => {
    const id = ++lastId
    emit({ type: 'call', fn, id, args: args.map((arg) => wrap(arg)) })
    const answer = returned.get(id)
    returned.delete(id)
    if (!answer) throw new Error('context bridge: the other world did not answer')
    if (answer.failed) throw unwrap(answer.error)
    return unwrap(answer.value)
  }

  /** @param {BridgeMessage} message */
  const answerCall = (message) => {
    try {
      const value = functions.get(message['fn'])?.(...message['args'].map(unwrap))
      emit({ type: 'returned', id: message['id'], failed: false, value: wrap(value) })
    } catch (error) {
      emit({ type: 'returned', id: message['id'], failed: true, error: wrap(error) })
    }
  }

  /** @param {BridgeMessage} message */
  const settle = (message) => {
    const promise = promises.get(message['id'])
    promises.delete(message['id'])
    if (message['failed']) promise?.reject(unwrap(message['error']))
    else promise?.resolve(unwrap(message['value']))
  }

  const onEvent = (/** @type {any} */ event) => {
    event.stopImmediatePropagation()
    const message = event.detail
    if (message.type === 'call') answerCall(message)
    else if (message.type === 'returned') returned.set(message.id, message)
    else if (message.type === 'settled') settle(message)
    else onOther(message, unwrap)
  }
  window.addEventListener(incoming, onEvent, true)
  return { emit, wrap }
}

module.exports = { source: contextBridgeEnd.toString() }
