/**
 * Reads what servers send leniently: a field that is missing or of another kind is undefined, never an exception, so one
 * odd field hides nothing else.
 */
export type JsonObject = { [field: string]: unknown }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object a text holds; null when it is not JSON or not an object. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

export function objectIn(value: unknown, field: string): JsonObject | undefined {
  const found = isObject(value) ? value[field] : undefined
  return isObject(found) ? found : undefined
}

export function textIn(value: unknown, field: string): string | undefined {
  const found = isObject(value) ? value[field] : undefined
  return typeof found === 'string' ? found : undefined
}

/** Finite and not negative: counts, sizes, durations. */
export function countIn(value: unknown, field: string): number | undefined {
  const found = isObject(value) ? value[field] : undefined
  return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : undefined
}

export function listIn(value: unknown, field: string): unknown[] {
  const found = isObject(value) ? value[field] : undefined
  return Array.isArray(found) ? found : []
}
