// @ts-check
'use strict'
// One end of the context bridge, injected in the page's main world and in the preload's isolated world (so it may
// require nothing). The two ends talk through events with secret names, which the engine dispatches synchronously
// and whose `detail` it clones from world to world. Functions and promises travel as numbered references.

/** @typedef {{ type: string } & Record<string, any>} BridgeMessage */

const TAG = '\u0000bridge'
// Kept now, because the page may replace them later.
const DetailEvent = CustomEvent
const dispatch = window.dispatchEvent.bind(window)

/** @param {object} value */
const isPlain = (value) => Object.prototype.toString.call(value) === '[object Object]'

class ContextBridgeEnd {
  /** @type {string} */
  #outgoing
  /** @type {Map<number, Function>} */
  #functions = new Map()
  /** @type {WeakMap<Function, number>} */
  #functionIds = new WeakMap()
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: any) => void }>} */
  #promises = new Map()
  /** @type {Map<number, BridgeMessage>} answers of calls that are just being made */
  #returned = new Map()
  #lastId = 0

  /**
   * @param {string} incoming name of the events this end listens for
   * @param {string} outgoing name of the events the other end listens for
   * @param {(message: any) => void} onOther gets the messages that are not the bridge's own
   */
  constructor(incoming, outgoing, onOther) {
    this.#outgoing = outgoing
    const onEvent = (/** @type {any} */ event) => {
      event.stopImmediatePropagation()
      this.#receive(event.detail, onOther)
    }
    window.addEventListener(incoming, onEvent, true)
  }

  /** @param {BridgeMessage} message */
  emit(message) {
    dispatch(new DetailEvent(this.#outgoing, { detail: message }))
  }

  /** What can be cloned, with references for what cannot. @param {any} value @param {Map<object, unknown>} [seen] @returns {any} */
  wrap(value, seen = new Map()) {
    if (typeof value === 'function') return { [TAG]: 'function', id: this.#idOf(value) }
    if (typeof value === 'symbol') throw new TypeError('Symbols cannot cross the context bridge')
    if (value === null || typeof value !== 'object') return value
    if (seen.has(value)) return seen.get(value)
    if (value instanceof Promise) return this.#wrapPromise(value)
    if (value instanceof Error) {
      return { [TAG]: 'error', name: value.name, message: value.message, stack: value.stack }
    }
    if (Array.isArray(value)) {
      /** @type {any[]} */
      const copy = []
      seen.set(value, copy)
      for (const item of value) copy.push(this.wrap(item, seen))
      return copy
    }
    if (!isPlain(value)) return value // Map, Date, typed arrays, Blob, File: the engine clones them
    /** @type {Record<string, any>} */
    const copy = {}
    seen.set(value, copy)
    for (const key of Object.keys(value)) copy[key] = this.wrap(value[key], seen)
    return copy
  }

  /** The other end's value, its references made callable. @param {any} value @returns {any} */
  unwrap(value) {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map((item) => this.unwrap(item))
    switch (value[TAG]) {
      case 'function':
        return (/** @type {any[]} */ ...args) => this.#call(value.id, args)
      case 'promise':
        return new Promise((resolve, reject) => this.#promises.set(value.id, { resolve, reject }))
      case 'error':
        return Object.assign(new Error(value.message), { stack: value.stack })
    }
    if (!isPlain(value)) return value
    return Object.fromEntries(Object.keys(value).map((key) => [key, this.unwrap(value[key])]))
  }

  /** @param {Promise<any>} promise */
  #wrapPromise(promise) {
    const id = ++this.#lastId
    promise.then(
      (value) => this.emit({ type: 'settled', id, failed: false, value: this.wrap(value) }),
      (error) => this.emit({ type: 'settled', id, failed: true, error: this.wrap(error) }),
    )
    return { [TAG]: 'promise', id }
  }

  /** @param {Function} fn */
  #idOf(fn) {
    const known = this.#functionIds.get(fn)
    if (known) return known
    const id = ++this.#lastId
    this.#functionIds.set(fn, id)
    this.#functions.set(id, fn)
    return id
  }

  /** The answer arrives while emit() runs. @param {number} fn @param {any[]} args */
  #call(fn, args) {
    const id = ++this.#lastId
    this.emit({ type: 'call', fn, id, args: args.map((arg) => this.wrap(arg)) })
    const answer = this.#returned.get(id)
    this.#returned.delete(id)
    if (!answer) throw new Error('context bridge: the other world did not answer')
    if (answer['failed']) throw this.unwrap(answer['error'])
    return this.unwrap(answer['value'])
  }

  /** @param {any} message @param {(message: any) => void} onOther */
  #receive(message, onOther) {
    if (message.type === 'call') this.#answer(message)
    else if (message.type === 'returned') this.#returned.set(message.id, message)
    else if (message.type === 'settled') this.#settle(message)
    else onOther(message)
  }

  /** @param {any} message */
  #answer({ id, fn, args }) {
    try {
      const value = this.#functions.get(fn)?.(...args.map((/** @type {any} */ arg) => this.unwrap(arg)))
      this.emit({ type: 'returned', id, failed: false, value: this.wrap(value) })
    } catch (error) {
      this.emit({ type: 'returned', id, failed: true, error: this.wrap(error) })
    }
  }

  /** @param {any} message */
  #settle({ id, failed, value, error }) {
    const promise = this.#promises.get(id)
    this.#promises.delete(id)
    if (failed) promise?.reject(this.unwrap(error))
    else promise?.resolve(this.unwrap(value))
  }
}

module.exports = { ContextBridgeEnd }
