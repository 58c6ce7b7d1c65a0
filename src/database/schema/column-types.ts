/** How the types of columns are read and written. JSON is written as text: `JSON.stringify(value)`. */
import type { ColumnType } from 'kysely'

export type Timestamp = ColumnType<Date, Date | string, Date | string>
export type NullableTimestamp = ColumnType<
  Date | null,
  Date | string | null | undefined,
  Date | string | null
>
export type Json<T> = ColumnType<T, string, string>
