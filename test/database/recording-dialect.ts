/**
 * A Kysely without a database: it keeps the SQL that it is given, and answers with what the test says. For code that
 * states SQL, and for decisions between two queries; what the SQL means is for the integration tests.
 */
import {
  type CompiledQuery,
  type DatabaseConnection,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'

type SentQuery = Pick<CompiledQuery, 'sql' | 'parameters'>

export interface Recording<T> {
  readonly db: Kysely<T>
  /** In the order in which they were sent. */
  readonly queries: readonly SentQuery[]
}

/** `rowsOf`: the rows that answer a query; none without it. */
export function recordingDatabase<T>(
  rowsOf: (query: SentQuery) => readonly unknown[] = () => [],
): Recording<T> {
  const queries: SentQuery[] = []
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      queries.push({ sql, parameters })
      return { rows: [...rowsOf({ sql, parameters })] as R[] }
    },
    streamQuery: () => {
      throw new Error('a recording streams nothing')
    },
  }
  class RecordingDriver extends DummyDriver {
    override async acquireConnection(): Promise<DatabaseConnection> {
      return connection
    }
  }
  const db = new Kysely<T>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new RecordingDriver(),
      createIntrospector: (all) => new PostgresIntrospector(all),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  return { db, queries }
}
