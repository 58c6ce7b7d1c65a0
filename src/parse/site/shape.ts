/** Checks the shape of a site definition, which comes from plain JavaScript: each fault with the path of its key. */

export interface Fault {
  /** `urls.question`, `layouts.0.question.title`. */
  readonly path: string
  readonly message: string
  /** The key is not there. */
  readonly isMissing?: true
  /** The text that is wrong, as it is after the escapes of its string. */
  readonly text?: string
  /** What to do about it. */
  readonly hint?: string
}

export type Shape = (value: unknown, path: string) => readonly Fault[]

/** Holds if `fault` finds nothing to say. */
export function value(fault: (value: unknown) => string | null): Shape {
  return (given, path) => {
    const message = fault(given)
    return message === null ? [] : [{ path, message }]
  }
}

export function oneOf(...words: readonly string[]): Shape {
  return value((given) =>
    words.includes(String(given)) ? null : `expected ${words.join(' or ')}, not ${shown(given)}`,
  )
}

export function listOf(each: Shape, least = 0): Shape {
  return (given, path) => {
    if (!Array.isArray(given)) return [{ path, message: `expected a list, not ${shown(given)}` }]
    if (given.length < least) return [{ path, message: 'expected at least one' }]
    return given.flatMap((one: unknown, at) => each(one, `${path}.${at}`))
  }
}

/** One, or a list of them. */
export function someOf(each: Shape): Shape {
  const list = listOf(each, 1)
  return (given, path) => (Array.isArray(given) ? list(given, path) : each(given, path))
}

/** The shape whose keys the object has; `otherwise` for one that has none of `byKeys`, and for what is no object. */
export function byKey(key: string, has: Shape, otherwise: Shape): Shape {
  return (given, path) => (isObject(given) && key in given ? has(given, path) : otherwise(given, path))
}

export function object(
  needed: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  return (given, path) => {
    if (!isObject(given)) return [{ path, message: `expected an object, not ${shown(given)}` }]
    const at = (key: string) => (path === '' ? key : `${path}.${key}`)
    const shapes = { ...needed, ...optional }
    const keys = Object.keys(shapes)
    const known = keys.length === 0 ? '' : `: known here are ${keys.join(', ')}`
    const missing = Object.keys(needed).filter((key) => given[key] === undefined)
    const unknown = Object.keys(given).filter((key) => !Object.hasOwn(shapes, key))
    return [
      // First, because a key that is missing is often misspelt.
      ...unknown.map((key) => ({ path: at(key), message: `is no key of a site definition${known}` })),
      ...missing.map((key) => ({ path: at(key), message: 'is missing', isMissing: true as const })),
      ...Object.entries(shapes).flatMap(([key, shape]) =>
        given[key] === undefined ? [] : shape(given[key], at(key)),
      ),
    ]
  }
}

function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given) && !(given instanceof RegExp)
}

/** A value as the message names it. */
export function shown(given: unknown): string {
  if (typeof given === 'function') return 'a function'
  const text = given instanceof RegExp ? String(given) : (JSON.stringify(given) ?? String(given))
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
