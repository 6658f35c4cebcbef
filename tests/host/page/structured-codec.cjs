// @ts-check
'use strict'
// Structured clone as JSON. The file is also injected in the page, so it may require nothing.

/**
 * @typedef {null | string | number | boolean | [string, ...any[]]} Wire
 * Primitives stand for themselves; everything else is a tagged array.
 */

const inNode = typeof Buffer !== 'undefined'

/** @param {ArrayBuffer} buffer @param {number} offset @param {number} length @returns {string} */
const toBase64 = (buffer, offset, length) =>
  inNode
    ? Buffer.from(buffer, offset, length).toString('base64')
    : // @ts-expect-error Chromium has it; TypeScript's library does not know it yet
      new Uint8Array(buffer, offset, length).toBase64()

/** @param {string} text @returns {ArrayBuffer} */
const fromBase64 = (text) => {
  // @ts-expect-error Chromium has it; TypeScript's library does not know it yet
  if (!inNode) return Uint8Array.fromBase64(text).buffer
  return new Uint8Array(Buffer.from(text, 'base64')).buffer
}

const NOT_CLONEABLE = new Set(['Promise', 'WeakMap', 'WeakSet', 'MessagePort', 'Window'])
const ERRORS = { TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError }

/** @returns {never} */
const refuse = () => {
  throw new Error('An object could not be cloned.')
}

/** @param {unknown} root @returns {Wire} */
function encode(root) {
  /** @type {Map<object, number>} */
  const seen = new Map()

  /** @param {unknown} value @returns {any} */
  const visit = (value) => {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value === 'undefined') return ['undefined']
    if (typeof value === 'bigint') return ['bigint', String(value)]
    if (typeof value === 'number') {
      if (Object.is(value, -0)) return ['number', '-0']
      return Number.isFinite(value) ? value : ['number', String(value)]
    }
    if (typeof value !== 'object') return refuse()
    const index = seen.get(value)
    if (index !== undefined) return ['again', index]
    seen.set(value, seen.size)
    return visitObject(value)
  }

  /** @param {any} value @returns {any} */
  const visitObject = (value) => {
    if (Array.isArray(value)) return ['array', value.map(visit)]
    const tag = Object.prototype.toString.call(value).slice(8, -1)
    if (NOT_CLONEABLE.has(tag)) return refuse()
    if (value instanceof Error || tag === 'Error')
      return ['error', value.name, value.message, value.stack ?? null]
    if (tag === 'Date') return ['date', Number(value)]
    if (tag === 'RegExp') return ['regexp', value.source, value.flags]
    if (tag === 'Map') return ['map', [...value].map(([key, item]) => [visit(key), visit(item)])]
    if (tag === 'Set') return ['set', [...value].map(visit)]
    if (tag === 'ArrayBuffer') return ['buffer', toBase64(value, 0, value.byteLength)]
    if (ArrayBuffer.isView(value)) {
      return [
        'view',
        tag,
        toBase64(/** @type {ArrayBuffer} */ (value.buffer), value.byteOffset, value.byteLength),
      ]
    }
    return ['object', Object.keys(value).map((key) => [key, visit(value[key])])]
  }
  return visit(root)
}

/** @param {Wire} root @returns {any} */
function decode(root) {
  /** @type {object[]} */
  const made = []
  /** @template {object} T @param {T} object @returns {T} */
  const keep = (object) => {
    made.push(object)
    return object
  }

  /** @type {Record<string, (...parts: any[]) => any>} */
  const make = {
    number: Number,
    undefined: () => undefined,
    bigint: BigInt,
    again: (index) => made[index],
    date: (time) => keep(new Date(time)),
    regexp: (source, flags) => keep(new RegExp(source, flags)),
    buffer: (text) => keep(fromBase64(text)),
    view: (tag, text) => keep(new /** @type {any} */ (globalThis)[tag](fromBase64(text))),
    error(name, message, stack) {
      const known = ERRORS[/** @type {keyof typeof ERRORS} */ (name)] ?? Error
      const error = keep(new known(message))
      if (stack) error.stack = stack
      return error
    },
    array(items) {
      /** @type {unknown[]} */
      const array = keep([])
      for (const item of items) array.push(visit(item))
      return array
    },
    map(entries) {
      const map = keep(new Map())
      for (const [key, item] of entries) {
        const decodedKey = visit(key)
        map.set(decodedKey, visit(item))
      }
      return map
    },
    set(items) {
      const set = keep(new Set())
      for (const item of items) set.add(visit(item))
      return set
    },
    object(entries) {
      const object = keep({})
      for (const [key, item] of entries) {
        // defineProperty, so that a key named __proto__ stays a key
        Object.defineProperty(object, key, {
          value: visit(item),
          enumerable: true,
          writable: true,
          configurable: true,
        })
      }
      return object
    },
  }

  /** @param {Wire} value @returns {any} */
  const visit = (value) => {
    if (value === null || typeof value !== 'object') return value
    const [tag, ...parts] = value
    return make[tag]?.(...parts)
  }
  return visit(root)
}

module.exports = { encode, decode }
