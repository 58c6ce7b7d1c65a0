/** Compares two records (or outcomes) field by field, to review what a parser change alters. */
export interface Difference {
  /** The path without list positions, to group by: `answers.body`. */
  readonly field: string
  /** The full path: `answers[3].body`. */
  readonly place: string
  /** Undefined where the old record has no such value. */
  readonly before: unknown
  /** Undefined where the new record has no such value. */
  readonly after: unknown
}

/**
 * All differences, in the order of the fields. Answers are matched by key and related questions by rank, so that one
 * lost answer is one difference and not a shift of all that follow.
 */
export function differences(before: unknown, after: unknown): readonly Difference[] {
  return [...compare(before, after, '', '')]
}

function* compare(before: unknown, after: unknown, field: string, place: string): Generator<Difference> {
  if (isList(before) && isList(after)) yield* compareLists(before, after, field, place)
  else if (isObject(before) && isObject(after)) {
    for (const name of namesOf(before, after)) {
      // Fast path: a re-parse compares every value of every record, and nearly all are equal.
      if (before[name] === after[name]) continue
      yield* compare(before[name], after[name], joined(field, name), joined(place, name))
    }
  } else if (JSON.stringify(before) !== JSON.stringify(after)) yield { field, place, before, after }
}

function namesOf(before: object, after: object): readonly string[] {
  return [...Object.keys(before), ...Object.keys(after).filter((name) => !Object.hasOwn(before, name))]
}

function* compareLists(before: List, after: List, field: string, place: string): Generator<Difference> {
  if (before.length === after.length && before.every((element, at) => element === after[at])) return
  // A list of plain values is one value: categories, picture URLs.
  if (![...before, ...after].some(isObject)) {
    if (JSON.stringify(before) !== JSON.stringify(after)) yield { field, place, before, after }
    return
  }
  const old = named(before)
  const now = named(after)
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    yield* compare(old.get(name), now.get(name), field, `${place}[${name}]`)
  }
}

type List = readonly unknown[]

/** Elements by name; a repeated name gets a number. */
function named(list: List): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>()
  for (const [at, element] of list.entries()) {
    const name = nameOf(element) ?? String(at + 1)
    let unique = name
    for (let copy = 2; found.has(unique); copy += 1) unique = `${name} ${copy}`
    found.set(unique, element)
  }
  return found
}

/** An answer's key, a related question's rank, a check's code, a reply's kind. */
function nameOf(element: unknown): string | null {
  if (!isObject(element)) return null
  const name = element['key'] ?? element['rank'] ?? element['code'] ?? element['kind']
  return name === undefined ? null : String(name)
}

const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

function isList(value: unknown): value is List {
  return Array.isArray(value)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
