// The one rule that keeps the double honest: what it does not implement throws, and never looks like `undefined`.
import type { EventEmitter } from 'node:events'

/** An implementation may lack members, but those it has must be Electron's. Emitter overloads are left out. */
export type PartOf<T> = Partial<Omit<T, keyof EventEmitter | 'prototype'>>

const facades = new WeakMap<object, object>()
const targets = new WeakMap<object, object>()

/** Names that JavaScript itself, `await`, JSON and debuggers look up on any object. */
const LANGUAGE_NAMES = new Set([
  'then',
  'toJSON',
  'constructor',
  'prototype',
  'inspect',
  'nodeType',
  'tagName',
])

export function notInDouble(what: string): Error {
  return new Error(
    `host chromium: ${what} is not available in the double; add it to tests/host and to conformance.spec.ts`,
  )
}

/**
 * The face the app sees of a partial implementation: typed as Electron's full object, while every member
 * that `target` lacks throws when read or written. Methods are bound, so `#private` fields work behind it.
 * Asking twice for the same target gives the same face.
 */
export function strict<T extends object>(name: string, target: PartOf<T>): T {
  const known = facades.get(target)
  if (known) return known as T
  const bound = new Map<PropertyKey, { from: unknown; to: unknown }>()
  const facade: object = new Proxy(target, {
    get(_target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (value === undefined && isUnknown(target, key)) throw notInDouble(`${name}.${String(key)}`)
      if (typeof value !== 'function' || Object.hasOwn(target, key) || key === 'constructor') return value
      const cached = bound.get(key)
      if (cached?.from === value) return cached.to
      const to = (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, target, args)
        return result === target ? facade : result
      }
      bound.set(key, { from: value, to })
      return to
    },
    set(_target, key, value) {
      if (isUnknown(target, key)) throw notInDouble(`${name}.${String(key)} =`)
      return Reflect.set(target, key, value, target)
    },
    construct(_target, args) {
      return strict<object>(
        lowerFirst(name),
        Reflect.construct(target as unknown as new () => object, args) as object,
      )
    },
  })
  facades.set(target, facade)
  targets.set(facade, target)
  return facade as T
}

/** The implementation behind a face; what never had a face is returned as it is. */
export function behind(facade: object): object {
  return targets.get(facade) ?? facade
}

/** A whole Electron module the double does not have: importing it is fine, using it throws. */
export function missingModule(name: string): object {
  const refuse = (what: string) => () => {
    throw notInDouble(what)
  }
  return new Proxy(function missing() {}, {
    get(target, key) {
      if (typeof key === 'symbol' || LANGUAGE_NAMES.has(key)) return Reflect.get(target, key) as unknown
      throw notInDouble(`${name}.${key}`)
    },
    apply: refuse(`${name}()`),
    construct: refuse(`new ${name}()`),
    set: refuse(name),
  })
}

function isUnknown(target: object, key: PropertyKey): boolean {
  return typeof key === 'string' && !LANGUAGE_NAMES.has(key) && !Reflect.has(target, key)
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1)
}
