/** A Kysely that keeps the SQL it is given and answers with no rows: for what states SQL and reads nothing. */
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'

export interface Recording<T> {
  readonly db: Kysely<T>
  /** In the order in which they were sent. */
  readonly queries: readonly CompiledQuery[]
}

export function recordingDatabase<T>(): Recording<T> {
  const queries: CompiledQuery[] = []
  const db = new Kysely<T>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (all) => new PostgresIntrospector(all),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: ({ query }) => {
      queries.push(query)
    },
  })
  return { db, queries }
}
