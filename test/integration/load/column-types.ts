/** What the catalog should say of a column, given its type in `src/database/schema/schema.ts`; `?` where it may be null. */
import type { SelectType } from 'kysely'
import type { QaViews } from '../../../src/database/schema/qa-views.ts'
import type { Database } from '../../../src/database/schema/schema.ts'

type Nullable<Type extends string, Value> = null extends Value ? `${Type}?` : Type

type ColumnOf<Value> = Nullable<TypeOf<NonNullable<Value>>, Value>

type TypeOf<Value> = [Value] extends [Date]
  ? 'timestamptz'
  : [Value] extends [boolean]
    ? 'boolean'
    : [Value] extends [number]
      ? 'integer' | 'bigint' | 'float8'
      : [Value] extends [string]
        ? 'text' | 'uuid' | 'date'
        : [Value] extends [Uint8Array]
          ? 'bytea'
          : [Value] extends [readonly string[]]
            ? 'text[]'
            : [Value] extends [readonly number[]]
              ? 'smallint[]'
              : [Value] extends [readonly Date[]]
                ? 'timestamp with time zone[]'
                : 'json' | 'jsonb'

/** `unknown` is what json may hold; whether null is left to the catalog. */
type ColumnsOf<Table> = {
  readonly [Column in keyof Table]: unknown extends SelectType<Table[Column]>
    ? 'json' | 'jsonb' | 'json?' | 'jsonb?'
    : ColumnOf<SelectType<Table[Column]>>
}

/** The tables of one schema. */
export type ColumnsOfSchema<Schema extends string> = {
  readonly [Table in Exclude<keyof Database & `${Schema}.${string}`, keyof QaViews>]: ColumnsOf<
    Database[Table]
  >
}

/** The views, of whose columns the catalog does not say whether they may be null. */
export type ColumnsOfViews = {
  readonly [View in keyof QaViews]: {
    readonly [Column in keyof QaViews[View]]: TypeOf<NonNullable<SelectType<QaViews[View][Column]>>>
  }
}
