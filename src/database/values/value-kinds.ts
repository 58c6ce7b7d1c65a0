/** What a value is, by the type that Postgres names in its results: the numbers of pg_type.dat, fixed for built-in types. */

/** `list`: an array of what `element` says. */
export type ValueKind =
  | { readonly kind: 'text' | 'boolean' | 'integer' | 'number' | 'instant' | 'json' | 'bytes' }
  | { readonly kind: 'list'; readonly element: ValueKind }

const text: ValueKind = { kind: 'text' }

/** Type, its array type, kind. */
const builtIn: ReadonlyArray<readonly [number, number, ValueKind]> = [
  [16, 1000, { kind: 'boolean' }],
  [17, 1001, { kind: 'bytes' }],
  // int8, int2, int4, oid
  [20, 1016, { kind: 'integer' }],
  [21, 1005, { kind: 'integer' }],
  [23, 1007, { kind: 'integer' }],
  [26, 1028, { kind: 'integer' }],
  // float4, float8, numeric
  [700, 1021, { kind: 'number' }],
  [701, 1022, { kind: 'number' }],
  [1700, 1231, { kind: 'number' }],
  [1184, 1185, { kind: 'instant' }],
  [114, 199, { kind: 'json' }],
  [3802, 3807, { kind: 'json' }],
  // char, name, text, bpchar, varchar, uuid
  [18, 1002, text],
  [19, 1003, text],
  [25, 1009, text],
  [1042, 1014, text],
  [1043, 1015, text],
  [2950, 2951, text],
  // date, time, timestamp, interval, timetz: as Postgres prints them
  [1082, 1182, text],
  [1083, 1183, text],
  [1114, 1115, text],
  [1186, 1187, text],
  [1266, 1270, text],
]

const kinds: ReadonlyMap<number, ValueKind> = new Map(
  builtIn.flatMap(([type, listType, kind]): [number, ValueKind][] => [
    [type, kind],
    [listType, { kind: 'list', element: kind }],
  ]),
)

/** `text` of any other type: its values are as Postgres prints them. */
export function valueKind(type: number): ValueKind {
  return kinds.get(type) ?? text
}
