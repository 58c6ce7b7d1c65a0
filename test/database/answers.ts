/** What stand-ins for a database answer: rows as Postgres prints them, by the statement. */

/** Types, as Postgres numbers them. */
export const types = {
  boolean: 16,
  bigint: 20,
  integer: 23,
  text: 25,
  float8: 701,
  date: 1082,
  timestamptz: 1184,
  numeric: 1700,
  uuid: 2950,
  jsonb: 3802,
  texts: 1009,
} as const

export interface Answer {
  /** By name. */
  readonly columns: Readonly<Record<string, keyof typeof types>>
  readonly rows: readonly (readonly (string | null)[])[]
  /** How many rows a statement changed; as many as it answers where it is not given. */
  readonly changed?: number
}

/** The first pattern that fits a statement answers it. An error is what the database refuses it with. */
export type Answers = readonly (readonly [RegExp, Answer | Error])[]

/** `'site text, answers integer'`, as a table is created. */
export function columnsOf(definition: string): Answer['columns'] {
  return Object.fromEntries(
    definition.split(/, */).map((column) => {
      const [name = '', type = ''] = column.trim().split(' ')
      if (!Object.hasOwn(types, type)) throw new Error(`no type: ${column}`)
      return [name, type as keyof typeof types]
    }),
  )
}

export const noRow: Answer = { columns: {}, rows: [] }

export function row(columns: Answer['columns'], ...values: readonly (string | null)[]): Answer {
  return { columns, rows: [values] }
}

export function changed(count: number): Answer {
  return { ...noRow, changed: count }
}

export function fields({ columns }: Pick<Answer, 'columns'>) {
  return Object.entries(columns).map(([name, type]) => ({ name, dataTypeID: types[type] }))
}
